import { expect, test } from 'vitest';
import { isEnvironmentRefusal, MALFORMED_ENVIRONMENT_REQUESTS } from '../support/malformed-environment-requests.ts';
import { sendMalformed, withBody } from '../support/malformed-http.ts';
import { startService } from '../support/start-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const REQUESTS = 1000;

// What has its time in init only.
const OUT_OF_TURN = {
  'an init error after init': () => withBody('/2018-06-01/runtime/init/error', '{"errorType":"X","errorMessage":"y"}'),
  'an extension after init': () =>
    withBody('/2020-01-01/extension/register', '{"events":["INVOKE"]}', 'lambda-extension-name: late'),
};

test(`${REQUESTS} malformed requests to the APIs of an environment do no harm to its function`, async () => {
  await using code = await temporaryFolder({
    'index.mjs': `
      let invocations = 0;
      export const handler = () => ({ invocations: ++invocations, address: process.env.AWS_LAMBDA_RUNTIME_API });`,
  });
  const lines: string[] = [];
  await using lambda = await startService({
    functions: [{ name: 'counts', taskRoot: code.path, handler: 'index.handler' }],
    onLogLine: (_name, line) => lines.push(line),
  });
  const first = (await lambda.call('counts')) as { invocations: number; address: string };
  await expect.poll(() => lines.some((line) => line.startsWith('REPORT'))).toBe(true);
  const told = lines.length;

  const kinds = { ...MALFORMED_ENVIRONMENT_REQUESTS, ...OUT_OF_TURN };
  const run = { address: first.address, kinds, seed: 20_261_201, requests: REQUESTS };
  const exchanges = await sendMalformed(run);
  expect(exchanges).toHaveLength(REQUESTS);
  expect(exchanges.filter(({ answer }) => !isEnvironmentRefusal(answer))).toEqual([]);
  expect(lines.slice(told)).toEqual([]);
  expect(lambda.notices).toEqual([]);
  expect(await lambda.call('counts')).toEqual({ invocations: 2, address: first.address });
});
