import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { extensionLayer } from '../../support/extension-layer.ts';
import { repository } from '../../support/run-snapboot.ts';
import { expectNothingLeftAfterEach } from '../../support/service-traces.ts';
import { startService, type TestService } from '../../support/start-service.ts';

expectNothingLeftAfterEach();

test.each([
  ['crashes-in-init', 'returns-event', 'Extension.Crash', 'exit status 3'],
  ['reports-init-error', 'returns-event', 'Extension.InitError', 'exit status 1'],
] as const)(
  'an extension that %s fails the init, and the invocation that repeats it',
  async (name, code, type, words) => {
    await using lambda = await startWith(name, code);
    const answer = await lambda.invoke();
    expect(answer.FunctionError).toBe('Unhandled');
    expect(errorOf(answer)).toEqual({ errorType: type, errorMessage: `RequestId: ${idOf(answer)} Error: ${words}` });
    expect(lambda.line('INIT_REPORT')).toMatch(
      new RegExp(`^INIT_REPORT Init Duration: [\\d.]+ ms\tPhase: init\tStatus: error\tError Type: ${type}$`),
    );
    await lambda.logged('REPORT');
    expect(lambda.line('REPORT')).toMatch(new RegExp(`\tStatus: error\tError Type: ${type}$`));
  },
);

test.each([
  ['crashes-when-invoked', 'Extension.Crash', 'exit status 4'],
  ['reports-exit-error', 'Extension.ExitError', 'exit status 1'],
] as const)('an extension that %s fails the invocation', async (name, type, words) => {
  await using lambda = await startWith(name, 'never-settles', { sandbox: true, limits: true });
  const answer = await lambda.invoke();
  expect(answer.FunctionError).toBe('Unhandled');
  expect(errorOf(answer)).toEqual({ errorType: type, errorMessage: `RequestId: ${idOf(answer)} Error: ${words}` });
  await lambda.logged('REPORT');
  expect(lambda.line('REPORT')).toMatch(new RegExp(`\tStatus: error\tError Type: ${type}$`));
});

test('an extension that crashes after the response leaves it to the caller, and the error to the log', async () => {
  await using lambda = await startWith('crashes-when-told', 'returns-event');
  const answer = await lambda.invoke();
  expect(answer.FunctionError).toBeUndefined();
  await writeFile(lambda.crashFile, '');
  await lambda.logged('REPORT');
  expect(lambda.line('REPORT')).toMatch(/\tStatus: error\tError Type: Extension\.Crash$/);
});

test('an extension that never asks for its next event has the time of the function, and the caller its response', async () => {
  await using lambda = await startWith('asks-once', 'returns-event', { timeoutMs: 1000 });
  const answer = await lambda.invoke();
  expect(answer.FunctionError).toBeUndefined();
  expect(lambda.line('REPORT')).toBeUndefined();
  await lambda.logged('REPORT');
  expect(lambda.line('REPORT')).toMatch(/\tDuration: (?:[1-9]\d{3,}|9\d\d)[\d.]* ms\t.*\tStatus: timeout$/);
});

interface ServiceWithExtension extends TestService {
  readonly crashFile: string;
  invoke(): Promise<InvokeCommandOutput>;
  /** The first line of the log that begins with this word. */
  line(word: string): string | undefined;
  logged(word: string): Promise<void>;
}

interface Setting {
  readonly timeoutMs?: number;
  readonly sandbox?: boolean;
  readonly limits?: boolean;
}

async function startWith(
  extension: string,
  code: string,
  { timeoutMs = 20_000, ...kind }: Setting = {},
): Promise<ServiceWithExtension> {
  await using resources = new AsyncDisposableStack();
  const layer = resources.use(await extensionLayer(extension));
  const crashFile = join(layer.path, 'crash');
  const lines: string[] = [];
  const place = { taskRoot: join(repository, 'test/fixtures/functions'), handler: `${code}.handler` };
  const variables = { CRASH_FILE: crashFile };
  const settings = { name: 'watched', ...place, timeoutMs, memoryMb: 1769, layers: [layer.path], variables };
  const lambda = resources.use(
    await startService({ ...kind, functions: [settings], onLogLine: (_name, line) => lines.push(line) }),
  );
  const kept = resources.move();
  const lineOf = (word: string): string | undefined => lines.find((line) => line.startsWith(`${word} `));
  return {
    ...lambda,
    crashFile,
    invoke: () => lambda.client.send(new InvokeCommand({ FunctionName: 'watched', Payload: '{}' })),
    line: lineOf,
    logged: (word) => expect.poll(() => lineOf(word)).toBeDefined(),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function errorOf({ Payload }: InvokeCommandOutput): unknown {
  return JSON.parse(Payload?.transformToString() ?? '');
}

function idOf({ $metadata }: InvokeCommandOutput): string | undefined {
  return $metadata.requestId;
}
