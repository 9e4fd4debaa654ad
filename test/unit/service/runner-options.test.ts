import { expect, test } from 'vitest';
import type { InvocationRunner } from '../../../service/invocations/invocation-runner.ts';
import { LambdaService } from '../../../service/lambda-service.ts';
import type { LambdaServiceOptions, RunnerSetting } from '../../../service/service-options.ts';

const NO_FUNCTIONS: InvocationRunner = {
  invoke: () => Promise.reject(new Error('there is no function')),
  prepare: () => {},
  update: () => {},
  provision: () => {},
  provisionedState: () => ({ ready: 0 }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

test('a service that is told nothing runs functions as Lambda does: in sandboxes, frozen, within its limits', async () => {
  expect(await settingOf({})).toMatchObject({
    scalingRate: 1000,
    freeze: true,
    sandbox: true,
    limits: true,
    idleTimeoutMs: 600_000,
  });
});

test('what it is told takes the place of that', async () => {
  const told = { scalingRate: 3, freeze: false, sandbox: false, limits: false, idleTimeoutMs: 7, settlingMs: 8 };
  expect(await settingOf(told)).toMatchObject(told);
});

/** What the service has its functions run with. */
async function settingOf(options: Partial<LambdaServiceOptions>): Promise<RunnerSetting> {
  const given = Promise.withResolvers<RunnerSetting>();
  await using _service = await LambdaService.start({
    ...options,
    createRunner(setting) {
      given.resolve(setting);
      return NO_FUNCTIONS;
    },
  });
  return given.promise;
}
