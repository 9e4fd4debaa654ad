import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Progress } from '../../../../bench/progress.ts';
import { codeChanges } from '../../../../bench/service/code-changes.ts';
import { coldInvocations } from '../../../../bench/service/cold-invocations.ts';
import { startFleet } from '../../../../bench/service/fleet.ts';
import { RunningService } from '../../../../bench/service/running-service.ts';
import type { ServicePlan } from '../../../../bench/service/service-plan.ts';
import { seededRandom } from '../../../../bench/statistics/random.ts';
import { contenderOf, emptySetting } from '../../../support/bench-contender.ts';
import { builtBootstrap } from '../../../support/built-layer.ts';

const setting = await emptySetting();
const { workload } = setting;
const bench = { name: 'bench', taskRoot: workload.taskRoot, handler: workload.handler };
const plan: ServicePlan = {
  bootstrap: builtBootstrap(),
  functions: [bench],
  options: { sandbox: false, limits: false },
};
const silent = new Progress({ write: () => {} });

test('cold invocations are measured with a service and without, as many of each', async () => {
  const snapboot = contenderOf('snapboot', [plan.bootstrap], false);
  const measured = await coldInvocations(snapboot, setting, plan, {
    rounds: 1,
    random: seededRandom(1),
    progress: silent,
  });
  const samples = Object.values(measured);
  expect(samples).not.toEqual([]);
  expect(samples).toEqual(samples.map(() => [expect.any(Number)]));
  expect(Math.min(...samples.flat())).toBeGreaterThan(0);
});

test('changes of code are followed until their answer comes', async () => {
  const times = await codeChanges(plan, 1, silent);
  expect(times).toHaveLength(1);
  expect(Math.min(...times)).toBeGreaterThan(0);
});

test('a fleet tells how many have answered, and what the service costs while they wait', async () => {
  const { idle, ...fleet } = await startFleet(plan, '{}', 3);
  expect(fleet).toMatchObject({ environments: 3, answered: 3 });
  expect(idle).toMatchObject({ functions: 100, environments: 3 });
  expect(idle.rssBytes).toBeGreaterThan(20 * 2 ** 20);
  expect(idle.processorShare).toBeLessThan(1);
});

test('a function that fails is told by name, and is no sample', async () => {
  const taskRoot = dirname(fileURLToPath(new URL('../../../fixtures/functions/throws-error.mjs', import.meta.url)));
  await using service = await RunningService.start({
    ...plan,
    functions: [{ name: 'fails', taskRoot, handler: 'throws-error.handler' }],
  });
  await expect(service.invoke('fails', '{}')).rejects.toThrow(/^fails: .*errorType/);
});
