// Runs on the layers for arm64: natively on such a machine, emulated on any other.
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config';
import { whyNoArm64 } from './layer/emulation.ts';
import shared from './vitest.config.ts';

// The contract, and through the service all that does without the sandbox, in which there is no emulator. On the next
// Node.js what depends on both, the processor and the version: the bootstrap, native handles, code that V8 has compiled.
const INCLUDE: Record<24 | 26, readonly string[]> = {
  24: [
    'test/contract/**/*.test.ts',
    'test/e2e/{function-changes,invoke,invoke-with-response-stream,trace-header}.test.ts',
  ],
  26: ['test/contract/{bootstrap,start-trace,whole-bodies,compiled-code}.test.ts', 'test/e2e/invoke.test.ts'],
};

// Emulated, the first take minutes; of those that no processor changes the others are tested on one.
const EXCLUDE = [
  'test/contract/{preloads,compiled-scripts,warm-loop}.test.ts',
  'test/contract/{finding-the-handler,init-errors,logs,service-by-name}.test.ts',
];

const reason = whyNoArm64();
if (reason !== undefined) process.stderr.write(`The layers for arm64 are not tested: ${reason}.\n`);

const config: ViteUserConfig = defineConfig({
  test:
    reason === undefined
      ? { projects: [onNode(24), onNode(26)], maxWorkers: '100%' }
      : { include: [], passWithNoTests: true },
});

function onNode(major: keyof typeof INCLUDE): TestProjectInlineConfiguration {
  const provide = {
    layerSource: { build: ['--arch', 'arm64', '--node', String(major), '--image', 'none'] },
    bootMode: 'plain' as const,
  };
  return {
    test: {
      ...(shared.test ?? {}),
      name: `arm64, Node.js ${major}`,
      include: [...INCLUDE[major]],
      exclude: EXCLUDE,
      provide,
    },
  };
}

export default config;
