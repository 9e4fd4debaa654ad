import { defineConfig, type ViteUserConfig } from 'vitest/config';
import shared from './vitest.config.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    ...shared.test,
    include: ['test/corpus/corpus.test.ts'],
    exclude: ['**/node_modules/**'],
    // A handler is built up to twice, and the largest of them on a busy machine.
    testTimeout: 1_200_000,
  },
});

export default config;
