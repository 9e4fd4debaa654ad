import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { BenchError } from '../../../bench/bench-error.ts';
import type { ContenderResult } from '../../../bench/bench-result.ts';
import type { Condition } from '../../../bench/conditions/condition.ts';
import { OPEN_WARM_CACHE, WARM_CACHE } from '../../../bench/conditions/warm-cache.ts';
import type { Contender } from '../../../bench/contenders/contender.ts';
import { Progress } from '../../../bench/progress.ts';
import { runScenario, type ScenarioPlan } from '../../../bench/scenario.ts';
import { seededRandom } from '../../../bench/statistics/random.ts';
import { warmBlocks } from '../../../bench/warm-blocks.ts';
import type { Workload } from '../../../bench/workload.ts';
import type { Backend } from '../../../bench/workloads/aws-endpoint.ts';
import { contenderOf, emptySetting } from '../../support/bench-contender.ts';
import { builtNode, patient } from '../../support/built-layer.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const LOOP = fileURLToPath(new URL('../../../bench/contenders/handler-loop.cjs', import.meta.url));
const PROGRESS = new Progress({ write: () => true });
const PLAN: ScenarioPlan = { runs: 2, warm: false, memoryMb: 128, random: seededRandom(1), progress: PROGRESS };
const SETTING = await emptySetting();
const FINE = contenderOf('fine', [builtNode(), LOOP], false);

/** A loop that does something else before it begins. */
function troubled(name: string, trouble: string): Contender {
  const code = `${trouble}; require(${JSON.stringify(LOOP)});`;
  return contenderOf(name, [builtNode(), '-e', code], false);
}

async function resultsOf(contenders: readonly Contender[], plan: ScenarioPlan = PLAN): Promise<ContenderResult[]> {
  const { contenders: results } = await runScenario(
    { workload: SETTING.workload, condition: WARM_CACHE },
    contenders,
    plan,
  );
  return [...results];
}

const EXITS = troubled('exits', 'console.error("no luck today"); process.exit(3)');
const ANSWERS_WRONGLY = troubled('errs', 'console.error("I guess"); JSON.stringify = () => "1"');
const HANGS = contenderOf(
  'hangs',
  [builtNode(), '-e', 'console.error("thinking"); setInterval(() => {}, 1000)'],
  false,
);

test('one that exits, one that answers wrongly and one that hangs are reported with what they wrote, beside one that is fine', async () => {
  const limits = { initMs: patient(4000), invokeMs: patient(30_000) };
  const results = await resultsOf([EXITS, ANSWERS_WRONGLY, HANGS, FINE], { ...PLAN, limits });
  expect(results.map(({ name, failure }) => [name, failure?.reason])).toEqual([
    ['exits', 'ended with exit code 3 before it asked for its first event: no luck today'],
    ['errs', 'answered 1 where null is right'],
    ['hangs', `took more than ${patient(4)} s before it asked for its first event`],
    ['fine', undefined],
  ]);
  expect(results.map(({ failure }) => failure?.output.trim())).toEqual([
    'no luck today',
    'I guess',
    'thinking',
    undefined,
  ]);
  expect(results.map(({ coldStarts }) => coldStarts.length)).toEqual([0, 0, 0, 2]);
});

test('one that hangs during an invocation is reported, too', async () => {
  const deaf = troubled(
    'deaf',
    'Object.defineProperty(globalThis, "JSON", { value: { parse: () => new Promise(() => {}) } })',
  );
  await using folder = await temporaryFolder({
    'index.mjs': 'export const handler = async (event) => (await event) ?? null;',
  });
  const workload: Workload = { ...SETTING.workload, taskRoot: folder.path, expected: '{}' };
  const plan = { ...PLAN, limits: { initMs: patient(30_000), invokeMs: patient(3000) } };
  const { contenders } = await runScenario({ workload, condition: WARM_CACHE }, [deaf, FINE], plan);
  expect(contenders.map(({ failure }) => failure?.reason)).toEqual([
    `took more than ${patient(3)} s during an invocation`,
    undefined,
  ]);
});

test('every answer is checked, not the first alone', async () => {
  const later = troubled(
    'later',
    'let left = 1; const json = JSON.stringify; JSON.stringify = (value) => left-- > 0 ? json(value) : "2"',
  );
  const results = await resultsOf([later, FINE]);
  expect(results.map(({ failure }) => failure?.reason)).toEqual(['answered 2 where null is right', undefined]);
});

test('one that fails while it is warm is left out from there on, and the others have all their blocks', async () => {
  const tired = troubled(
    'tired',
    'let left = 5; const json = JSON.stringify; JSON.stringify = (value) => left-- > 0 ? json(value) : process.exit(4)',
  );
  const plan = { blocks: 3, invocationsPerBlock: 2, warmUpInvocations: 2, settlingInvocations: 1 };
  const { samples, failures } = await warmBlocks([tired, FINE], SETTING, plan, seededRandom(1), PROGRESS);
  expect(failures.map(({ message }) => message)).toEqual([
    'tired: ended with exit code 4 during an invocation: it said nothing',
  ]);
  expect([...samples].map(([name, blocks]) => [name, blocks.length])).toEqual([['fine', 3]]);
});

test('one that fails only when it is to say what its start consists of is reported', async () => {
  const shy = troubled('shy', 'if (process.env.SNAPBOOT_TRACE) process.exit(5)');
  const results = await resultsOf([shy, FINE]);
  expect(results.map(({ failure }) => failure?.reason)).toEqual([
    'ended with exit code 5 before it asked for its first event: it said nothing',
    undefined,
  ]);
});

test('a function names whom it is not for, and they are not started', async () => {
  const workload: Workload = {
    ...SETTING.workload,
    without: { names: ['exits', 'other'], reason: 'takes no streams' },
  };
  const result = await runScenario({ workload, condition: WARM_CACHE }, [EXITS, FINE], PLAN);
  expect(result.contenders.map(({ name }) => name)).toEqual(['fine']);
  expect(result.excluded).toEqual([{ name: 'exits', reason: 'takes no streams' }]);
});

test('one that makes something of the function runs that, wherever the condition has put it', async () => {
  await using folder = await temporaryFolder({ 'other.mjs': 'export const run = async () => ["built"];' });
  const opened: string[] = [];
  const condition: Condition = {
    ...WARM_CACHE,
    open: async (files) => {
      opened.push(...files);
      return OPEN_WARM_CACHE;
    },
  };
  const built = { ...FINE, build: async () => ({ taskRoot: folder.path, handler: 'other.run' }) };
  const workload = { ...SETTING.workload, expected: '["built"]' };
  const { contenders } = await runScenario({ workload, condition }, [built, { ...FINE, name: 'plain' }], PLAN);
  expect(contenders.map(({ failure }) => failure?.reason)).toEqual([
    undefined,
    'answered null where ["built"] is right',
  ]);
  expect(opened).toEqual([SETTING.workload.taskRoot, folder.path]);
});

test('one that can make nothing of the function is reported, and not started', async () => {
  const build = () => Promise.reject(new BenchError('cannot be built: no luck'));
  const results = await resultsOf([{ ...EXITS, build }, FINE]);
  expect(results.map(({ failure }) => failure?.reason)).toEqual(['cannot be built: no luck', undefined]);
  expect(results.map(({ coldStarts }) => coldStarts.length)).toEqual([0, 2]);
});

test('what the function talks to has files that the condition knows', async () => {
  const opened: string[] = [];
  const condition: Condition = {
    ...WARM_CACHE,
    open: async (files) => {
      opened.push(...files);
      return { reason: 'enough' };
    },
  };
  const backend: Backend = { variables: {}, files: ['/trusted.pem'], async [Symbol.asyncDispose]() {} };
  const workload = { ...SETTING.workload, openBackend: async () => backend };
  await runScenario({ workload, condition }, [], PLAN);
  expect(opened).toEqual([SETTING.workload.taskRoot, '/trusted.pem']);
});

test('a function that cannot be had is skipped with its reason', async () => {
  const workload: Workload = { ...SETTING.workload, missing: 'npm ci failed' };
  const result = await runScenario({ workload, condition: WARM_CACHE }, [FINE], PLAN);
  expect(result).toMatchObject({ skipped: 'npm ci failed', contenders: [] });
});
