import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../../support/run-snapboot.ts';
import { startService, type TestService } from '../../support/start-service.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const ALARM = {
  name: 'failures',
  function: 'fails',
  metric: 'Errors',
  statistic: 'Sum',
  threshold: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  period: 10,
  evaluationPeriods: 1,
  treatMissingData: 'notBreaching',
};

async function declared(alarms: unknown): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  const path = `${repository}test/fixtures/functions`;
  const functions = [
    { name: 'fails', path, handler: 'throws-error.handler' },
    { name: 'notes', path, handler: 'notes-its-events.handler', environment: { NOTES: join(folder.path, 'notes') } },
  ];
  writeFileSync(join(folder.path, 'snapboot.json'), JSON.stringify({ functions, alarms }));
  return folder;
}

async function alarmsOf({ address }: TestService): Promise<{ name: string; state: string; reason: string }[]> {
  const response = await fetch(`http://${address}/alarms.json`);
  return ((await response.json()) as { alarms: { name: string; state: string; reason: string }[] }).alarms;
}

test('an alarm on real errors invokes a function, which gets the event of CloudWatch', async () => {
  await using folder = await declared([{ ...ALARM, alarmActions: ['function:notes'] }]);
  await using running = await startService({ paths: [folder.path] });
  expect(await alarmsOf(running)).toMatchObject([{ name: 'failures', state: 'INSUFFICIENT_DATA' }]);
  await expect(running.call('fails')).rejects.toThrow();
  const notes = (): string => readFileSync(join(folder.path, 'notes'), { encoding: 'utf8', flag: 'a+' });
  await expect.poll(notes).not.toBe('');
  const [note = '{}'] = notes().split('\n');
  expect(JSON.parse(note)).toMatchObject({
    functionName: 'notes',
    event: {
      source: 'aws.cloudwatch',
      alarmData: {
        alarmName: 'failures',
        state: {
          value: 'ALARM',
          reason: expect.stringContaining('Threshold Crossed: 1 out of the last 1 datapoints [1'),
        },
      },
    },
  });
  expect(running.notices.filter((line) => line.includes('→ ALARM'))).toHaveLength(1);
  expect(running.notices.find((line) => line.includes('→ ALARM'))).toContain('alarm failures: ');
  // The service goes on without errors.
  await expect.poll(async () => (await alarmsOf(running))[0]?.state).toBe('OK');
});

test('alarms follow snapboot.json as it changes, and a wrong one changes nothing', async () => {
  await using folder = await declared([ALARM]);
  await using running = await startService({ paths: [folder.path] });
  const file = join(folder.path, 'snapboot.json');
  const { functions } = JSON.parse(readFileSync(file, 'utf8'));
  const write = (alarms: unknown): void => writeFileSync(file, JSON.stringify({ functions, alarms }));
  write([{ ...ALARM, name: 'another' }]);
  const names = async (): Promise<readonly string[]> => (await alarmsOf(running)).map(({ name }) => name);
  await expect.poll(names).toEqual(['another']);
  write([{ ...ALARM, period: 7 }]);
  await expect
    .poll(() => running.notices.join('\n'))
    .toContain(
      'alarms[0].period: expected 10, 30 or a multiple of 60 seconds, found 7; the functions stay as they were',
    );
  expect(await names()).toEqual(['another']);
});
