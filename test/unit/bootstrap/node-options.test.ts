import { expect, test } from 'vitest';
import { BOOTSTRAP_KINDS } from '../../../layer/build-plan.ts';
import { smallLayer } from '../../support/small-layer.ts';
import { toldStart } from '../../support/told-start.ts';

const HEADERS = '--max-http-header-size=81920';

// As on the managed runtimes: nine tenths, rounded up, and a twentieth, rounded down.
const SIZES = [
  ['128', ['--max-old-space-size=116', '--max-semi-space-size=6', HEADERS]],
  ['1769', ['--max-old-space-size=1593', '--max-semi-space-size=88', HEADERS]],
  ['10240', ['--max-old-space-size=9216', '--max-semi-space-size=512', HEADERS]],
  ['9', ['--max-old-space-size=9', '--max-semi-space-size=0', HEADERS]],
  ['', [HEADERS]],
  ['0128', [HEADERS]],
  ['-128', [HEADERS]],
  ['128MB', [HEADERS]],
  ['1 28', [HEADERS]],
  ['12345678', [HEADERS]],
  ['99999999999999999999999', [HEADERS]],
] as const;

test.for(BOOTSTRAP_KINDS.flatMap((kind) => SIZES.map(([size, flags]) => [kind, size, flags] as const)))(
  '%s: a memory of "%s" MB gives the heap %j',
  async ([kind, size, flags], context) => {
    await using layer = await smallLayer(kind, context);
    const { arguments: started } = await toldStart(layer.bootstrap, { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: size });
    expect(started).toEqual([...flags, `${layer.path}/snapboot/runtime.cjs`]);
  },
);

const OPTIONS = [
  ['--max-old-space-size=99', ['--max-semi-space-size=6', HEADERS]],
  ['--max_semi_space_size=99', ['--max-old-space-size=116', HEADERS]],
  ['--no-warnings --max-http-header-size=1', ['--max-old-space-size=116', '--max-semi-space-size=6']],
  ['--max-old-space', ['--max-old-space-size=116', '--max-semi-space-size=6', HEADERS]],
] as const;

test.for(BOOTSTRAP_KINDS.flatMap((kind) => OPTIONS.map(([options, flags]) => [kind, options, flags] as const)))(
  '%s: what NODE_OPTIONS="%s" sets is left to it',
  async ([kind, options, flags], context) => {
    await using layer = await smallLayer(kind, context);
    const env = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128', NODE_OPTIONS: options };
    expect((await toldStart(layer.bootstrap, env)).arguments.slice(0, -1)).toEqual(flags);
  },
);
