// Runs on the layers for arm64: natively on such a machine, emulated on any other.
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config';
import { whyNoArm64 } from './layer/emulation.ts';
import shared from './vitest.config.ts';

// The contract, and through the service all that does without the sandbox, in which there is no emulator.
const INCLUDE = [
  'test/contract/**/*.test.ts',
  'test/e2e/{function-changes,invoke,invoke-with-response-stream,trace-header}.test.ts',
];

// Emulated, each of them takes minutes; snapshot-start stands for those of snapshots.
const EXCLUDE = ['test/contract/preloads.test.ts', 'test/contract/snapshot-!(start).test.ts'];

const reason = whyNoArm64();
if (reason !== undefined) process.stderr.write(`The layers for arm64 are not tested: ${reason}.\n`);

const config: ViteUserConfig = defineConfig({
  test:
    reason === undefined
      ? { projects: [onNode('24'), onNode('26')], maxWorkers: '100%' }
      : { include: [], passWithNoTests: true },
});

function onNode(major: string): TestProjectInlineConfiguration {
  const provide = {
    layerSource: { build: ['--arch', 'arm64', '--node', major, '--image', 'none'] },
    bootMode: 'plain' as const,
  };
  return {
    test: { ...(shared.test ?? {}), name: `arm64, Node.js ${major}`, include: INCLUDE, exclude: EXCLUDE, provide },
  };
}

export default config;
