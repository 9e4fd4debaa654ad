import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const { SNAPBOOT_TEST_LAYER } = process.env;
const RINGS = ['unit', 'contract', 'e2e'];

/** What fails in milliseconds fails first; within a ring, vitest's own order stays. */
class FastFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => ring(one) - ring(other));
  }
}

function ring({ moduleId }: TestSpecification): number {
  return RINGS.findIndex((name) => moduleId.includes(`/test/${name}/`));
}

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One installs more than it tests: `npm run test:corpus`; one emulates for minutes: `npm run test:machines`.
    exclude: ['**/node_modules/**', 'test/corpus/**', 'test/e2e/image-{kernels,machines,other-machine}.test.ts'],
    globalSetup: 'test/support/build-layer.ts',
    sequence: { sequencer: FastFirst },
    // Tests start processes and change their own: a thread would share both with its neighbours.
    pool: 'forks',
    // By default one processor stays idle; here most of the work is done by the processes that tests start.
    maxWorkers: '100%',
    // They say that something hangs, and must hold while other programs keep the processors busy.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
    provide: {
      layerSource: SNAPBOOT_TEST_LAYER ? { folder: SNAPBOOT_TEST_LAYER } : { build: ['--image', 'none'] },
      bootMode: 'plain',
    },
  },
});

export default config;
