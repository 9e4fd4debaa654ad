import { defineConfig, type ViteUserConfig } from 'vitest/config';
import shared from './vitest.config.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    ...shared.test,
    include: ['test/corpus/corpus.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 60_000,
  },
});

export default config;
