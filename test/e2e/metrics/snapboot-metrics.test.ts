import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectToldInOneLine, runSnapboot, startSnapboot } from '../../support/run-snapboot.ts';
import { fixture, startService, type TestService } from '../../support/start-service.ts';

let running: TestService;

beforeAll(async () => {
  running = await startService({ paths: [fixture('returns-event'), fixture('throws-error')] });
  await running.call('returns-event');
  await expect(running.call('throws-error')).rejects.toThrow();
  await expect(running.call('throws-error')).rejects.toThrow();
});

afterAll(() => running[Symbol.asyncDispose]());

async function metrics(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runSnapboot(['metrics', ...args, '--endpoint', running.service.endpoint]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe('snapboot metrics', () => {
  test('prints a table with a line for each function', async () => {
    // A report comes after the answer.
    await expect.poll(() => metrics()).not.toContain('–');
    const lines = (await metrics()).split('\n');
    expect(lines[0]).toMatch(/^FUNCTION +INVOCATIONS +ERRORS +THROTTLES +P50 +P99 +INIT P50 +CONCURRENCY$/);
    expect(lines[1]).toMatch(/^returns-event +1 +0 +0( +[\d.]+ m?s){3} +1$/);
    expect(lines[2]).toMatch(/^throws-error +2 +2 +0( +[\d.]+ m?s){3} +1$/);
    expect(lines).toHaveLength(4);
  });

  test('prints one function, and a line for each period', async () => {
    const lines = (await metrics('throws-error', '--period', '10', '--minutes', '30')).trim().split('\n');
    expect(lines[0]).toMatch(/^FUNCTION +TIME +INVOCATIONS/);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.slice(1)) expect(line).toMatch(/^throws-error +\d\d:\d\d:\d\d +\d/);
  });

  test('prints JSON for programs', async () => {
    const { functions, figures } = JSON.parse(await metrics('--json'));
    expect(functions).toEqual(['returns-event', 'throws-error']);
    expect(figures).toContainEqual(
      expect.objectContaining({
        functionName: 'throws-error',
        invocations: 2,
        errors: 2,
        throttles: 0,
        concurrency: 1,
      }),
    );
  });

  test('goes on with --watch until it is interrupted', async () => {
    const child = startSnapboot(['metrics', '--watch', '--endpoint', running.service.endpoint]);
    let seen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
    });
    await expect.poll(() => seen.match(/FUNCTION/g)?.length).toBeGreaterThan(1);
    child.kill('SIGINT');
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });

  test('tells mistakes in one line', async () => {
    const { endpoint } = running.service;
    await expectToldInOneLine(['metrics', 'nobody', '--endpoint', endpoint], 'no function is named "nobody"');
    await expectToldInOneLine(['metrics', '--endpoint', 'http://127.0.0.1:1'], 'no service at http://127.0.0.1:1');
    await expectToldInOneLine(['metrics', '--endpoint', 'here'], '--endpoint here: expected an address such as');
    await expectToldInOneLine(['metrics', '--minutes', '0'], '--minutes 0: expected a whole number from 1 to 180');
    await expectToldInOneLine(['metrics', '--period', '15'], '--period 15: expected a multiple of 10 seconds');
    await expectToldInOneLine(['metrics', 'a', 'b'], 'one function or all, found a and b');
    await expectToldInOneLine(['metrics', '--nothing'], "Unknown option '--nothing': snapboot metrics --help");
  });

  test('has a help', async () => {
    const { stdout } = await runSnapboot(['metrics', '--help']);
    expect(stdout).toMatch(/^Usage: snapboot metrics \[FUNCTION\] \[options\]\n/);
  });
});
