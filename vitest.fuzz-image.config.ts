// Turns a bit in the memory of many images, one at a time, and starts a function from each.
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import shared from './vitest.config.ts';

const { SNAPBOOT_FUZZ_RUNS = '500' } = process.env;

const config: ViteUserConfig = defineConfig({
  test: {
    ...shared.test,
    include: ['test/unit/bootstrap/image-flips.fuzz.ts'],
    provide: {
      ...shared.test?.provide,
      layerSource: { build: ['--image', 'none'] },
      imageFlips: Number(SNAPBOOT_FUZZ_RUNS),
    },
  },
});

export default config;
