// Runs the contract on functions that `snapboot function build` has compiled.
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import shared from './vitest.config.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    ...shared.test,
    include: ['test/contract/**/*.test.ts'],
    // They build what they need themselves.
    exclude: ['test/contract/{compiled-*,preloads}.test.ts'],
    provide: { layerSource: { build: ['--image', 'none'] }, bootMode: 'compiled' },
  },
});

export default config;
