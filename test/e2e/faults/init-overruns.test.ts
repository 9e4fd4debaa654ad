import { join } from 'node:path';
import { InvokeCommand, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { createLocalRunner } from '../../../service/local-runner.ts';
import { builtBootstrap } from '../../support/built-layer.ts';
import { extensionLayer } from '../../support/extension-layer.ts';
import { repository } from '../../support/run-snapboot.ts';
import { expectNothingLeftAfterEach } from '../../support/service-traces.ts';
import { startService } from '../../support/start-service.ts';

const OWN = builtBootstrap();
const INTERNAL = join(repository, 'test/fixtures/bootstraps/extension-never-asks.mjs');
const PLACE = { taskRoot: join(repository, 'test/fixtures/functions'), handler: 'returns-event.handler' };

expectNothingLeftAfterEach();

test('init waits ten seconds for an extension, and when it is repeated as long as the function may take', async () => {
  // At the same time, since all of them wait.
  const runs = await Promise.all([
    invokeWith(['never-registers'], OWN),
    invokeWith(['never-asks'], OWN),
    invokeWith([], INTERNAL),
  ]);
  for (const { answer, lines } of runs) {
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${answer.$metadata.requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(lines.filter((line) => line.startsWith('INIT_REPORT'))[0]).toMatch(
      /^INIT_REPORT Init Duration: (?:9999|1\d{4})\.\d\d ms\tPhase: init\tStatus: timeout$/,
    );
    expect(lines.at(-1)).toMatch(/^REPORT .*\tStatus: timeout$/);
  }
});

/** One invocation, from the start of a service to its end. */
async function invokeWith(
  extensions: readonly string[],
  bootstrap: string,
): Promise<{ answer: InvokeCommandOutput; lines: readonly string[] }> {
  const lines: string[] = [];
  await using layer = await extensionLayer(...extensions);
  await using lambda = await startService({
    functions: [{ ...PLACE, name: 'watched', timeoutMs: 1000, layers: [layer.path] }],
    createRunner: (setting) => createLocalRunner(bootstrap, setting),
    onLogLine: (_name, line) => lines.push(line),
  });
  return { answer: await lambda.client.send(new InvokeCommand({ FunctionName: 'watched', LogType: 'Tail' })), lines };
}
