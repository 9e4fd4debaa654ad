import { expect, test } from 'vitest';
import { coldStart } from '../../../../bench/cold-start.ts';
import type { Contender } from '../../../../bench/contenders/contender.ts';
import { CONTENDERS } from '../../../../bench/contenders/contenders.ts';
import { RunningContender } from '../../../../bench/contenders/running-contender.ts';
import { Progress } from '../../../../bench/progress.ts';
import { emptySetting } from '../../../support/bench-contender.ts';
import { builtBootstrap, builtNode } from '../../../support/built-layer.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const SILENT = new Progress({ write: () => true });
const ECHO = 'exports.handler = async (event, context) => ({ ...event, id: context.awsRequestId.length });';

/** The contender, or why it cannot be had here. */
async function prepared(name: string): Promise<Contender | string> {
  const entry = CONTENDERS.find((each) => each.name === name);
  const ground = { node: builtNode(), bootstrap: builtBootstrap(), nodeVersion: '' };
  const found = await entry?.prepare(ground, SILENT);
  if (found === undefined) return 'there is none';
  return 'reason' in found ? found.reason : { name, ...found };
}

for (const name of ['node-loop', 'bun']) {
  test(`${name} runs a CommonJS handler on events with all letters`, async (context) => {
    const contender = await prepared(name);
    if (typeof contender === 'string') return context.skip(contender);
    await using folder = await temporaryFolder({ 'index.js': ECHO, 'package.json': '{}' });
    const { workload, ...setting } = await emptySetting();
    const event = '{"name":"Zoë 🚀"}';
    const expected = '{"name":"Zoë 🚀","id":36}';
    const own = { ...workload, taskRoot: folder.path, event, expected };
    expect(await coldStart(contender, { ...setting, workload: own })).toMatchObject({ warmMs: expect.any(Number) });
  });

  test(`${name} runs an ES module, the empty handler`, async (context) => {
    const contender = await prepared(name);
    if (typeof contender === 'string') return context.skip(contender);
    expect(await coldStart(contender, await emptySetting())).toMatchObject({ warmMs: expect.any(Number) });
  });
}

test('what a handler throws is its contender’s failure', async () => {
  const contender = await prepared('node-loop');
  if (typeof contender === 'string') throw new Error(contender);
  await using folder = await temporaryFolder({
    'index.cjs': 'exports.handler = () => { throw new RangeError("no"); };',
  });
  const { workload, ...setting } = await emptySetting();
  const own = { ...setting, workload: { ...workload, taskRoot: folder.path } };
  await using running = await RunningContender.start(contender, own);
  await running.ready();
  await expect(running.invoke()).rejects.toThrow('node-loop: its handler failed: RangeError: no');
});
