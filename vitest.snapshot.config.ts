// Runs the contract on functions that start from a snapshot, as far as they can: the others are compiled.
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import shared from './vitest.config.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    ...shared.test,
    // What a snapshot could change: how a function is found, fails, answers and ends.
    include: [
      'test/contract/{callbacks,context,crashes,environment,errors,init-errors,results,shutdown,streaming}.test.ts',
    ],
    // They build what they need themselves.
    exclude: ['test/contract/{compiled-*,preloads,snapshot-*}.test.ts'],
    provide: { layerSource: { build: ['--image', 'none'] }, bootMode: 'snapshot' },
  },
});

export default config;
