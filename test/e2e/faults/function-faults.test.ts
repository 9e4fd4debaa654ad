import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { detectPlatform } from '../../../service/environments/platform.ts';
import { repository } from '../../support/run-snapboot.ts';
import { expectNothingLeftAfterEach, ownService, tracesOf } from '../../support/service-traces.ts';
import { startService } from '../../support/start-service.ts';

const platform = await detectPlatform({ sandbox: true, limits: true, onNotice: () => {} });
const EXITED = 'Runtime exited with error:';
const FAULTS = [
  ['exits-with-status-3', `${EXITED} exit status 3`, 'Status: error\tError Type: Runtime.ExitError'],
  ['kills-itself', `${EXITED} signal: killed`, 'Status: error\tError Type: Runtime.ExitError'],
  ['leaves-a-daemon', 'Task timed out after 2.00 seconds', 'Status: timeout'],
] as const;
const OUT_OF_MEMORY = ['takes-memory', `${EXITED} signal: killed`, FAULTS[0][2]] as const;

expectNothingLeftAfterEach();

test.each([
  ['with sandbox and limits', true],
  ['without', false],
] as const)(
  'functions that exit, are killed or hang %s leave nothing, while the service goes on',
  async (_kind, whole) => {
    const faults = [...FAULTS, ...(whole && platform.cgroups.memory !== undefined ? [OUT_OF_MEMORY] : [])];
    const lines: string[] = [];
    const taskRoot = join(repository, 'test/fixtures/functions');
    await using lambda = await startService({
      sandbox: whole,
      limits: whole,
      functions: faults.map(([name]) => ({
        name,
        taskRoot,
        handler: `${name}.handler`,
        timeoutMs: name === 'leaves-a-daemon' ? 2000 : 20_000,
      })),
      onLogLine: (name, line) => lines.push(`${name} ${line}`),
    });
    const answers = await Promise.all(
      faults.map(([FunctionName]) => lambda.client.send(new InvokeCommand({ FunctionName, Payload: '{"wait":true}' }))),
    );
    for (const [index, [name, words, status]] of faults.entries()) {
      const answer = answers[index];
      expect(answer?.FunctionError).toBe('Unhandled');
      expect(JSON.parse(answer?.Payload?.transformToString() ?? '')).toEqual({
        errorType: status === 'Status: timeout' ? 'Sandbox.Timedout' : 'Runtime.ExitError',
        errorMessage: `RequestId: ${answer?.$metadata.requestId} Error: ${words}`,
      });
      await expect
        .poll(() => lines.findLast((line) => line.startsWith(`${name} REPORT`)))
        .toMatch(new RegExp(`\t${status}$`));
    }
    await expect.poll(() => tracesOf(ownService()).filter((trace) => trace.includes('sleep 300'))).toEqual([]);
  },
);
