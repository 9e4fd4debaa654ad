// Brings process images back in virtual machines: both architectures, two kernels, several processors.
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import shared from './vitest.config.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    ...shared.test,
    include: ['test/e2e/image-{kernels,machines,other-machine,vm}.test.ts'],
    exclude: ['**/node_modules/**'],
    // Each emulates a processor.
    maxWorkers: 1,
  },
});

export default config;
