// Runs the contract on functions that nobody has built, from the process image of the layer.
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import shared from './vitest.config.ts';

const { SNAPBOOT_TEST_LAYER } = process.env;

const config: ViteUserConfig = defineConfig({
  test: {
    ...shared.test,
    include: ['test/contract/**/*.test.ts'],
    // They build what they need themselves.
    exclude: ['test/contract/{compiled-*,preloads}.test.ts'],
    provide: {
      layerSource: SNAPBOOT_TEST_LAYER ? { folder: SNAPBOOT_TEST_LAYER } : { build: [] },
      bootMode: 'image',
    },
  },
});

export default config;
