// Runs the tests that are named on the command line, in that order, on a mutant: see scripts/mutants/.
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import shared from './vitest.config.ts';

class AsNamed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => place(one) - place(other));
  }
}

function place({ moduleId }: TestSpecification): number {
  return process.argv.findIndex((argument) => argument.endsWith('.test.ts') && moduleId.endsWith(`/${argument}`));
}

const config: ViteUserConfig = defineConfig({
  test: {
    ...shared.test,
    sequence: { sequencer: AsNamed },
    // A test that fails once in a while has noticed nothing. One that has waited in vain would do so again.
    retry: { count: 1, condition: /^(?!.*timed out)/ },
    // Mutants often hang, and each costs this much.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000, interval: 20 } },
  },
});

export default config;
