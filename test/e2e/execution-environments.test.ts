import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { detectPlatform } from '../../service/environments/platform.ts';
import { startService } from '../support/start-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createFunction } from './deployment/create-function.ts';

const platform = await detectPlatform({ sandbox: true, limits: true, onNotice: () => {} });
const WHOLE = { sandbox: true, limits: true };
const EXTENSIONS = new URL('../fixtures/extensions/', import.meta.url).pathname;

test('a function sees its own folders and little else of the machine', async (context) => {
  needsSandbox(context);
  await using code = await temporaryFolder({
    'index.mjs': `
      import { accessSync, readdirSync, writeFileSync } from 'node:fs';
      const attempt = (action) => { try { return action() ?? 'done'; } catch ({ code }) { return code; } };
      export const handler = () => ({
        cwd: process.cwd(), uid: process.getuid(), root: process.env.LAMBDA_TASK_ROOT, files: readdirSync('.'),
        ownCode: attempt(() => writeFileSync('/var/task/new', '')),
        temporary: attempt(() => writeFileSync('/tmp/new', '')),
        elsewhere: attempt(() => writeFileSync('/usr/new', '')),
        others: attempt(() => accessSync(${JSON.stringify(process.cwd())})),
      });`,
  });
  await using lambda = await startService({ ...WHOLE, functions: [hello(code.path)] });
  expect(await lambda.call('hello')).toEqual({
    cwd: '/var/task',
    uid: 993,
    root: '/var/task',
    files: ['index.mjs'],
    ownCode: 'EROFS',
    temporary: 'done',
    elsewhere: 'EROFS',
    others: 'ENOENT',
  });
});

test.each([
  ['exits', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
  ['kills itself', "process.kill(process.pid, 'SIGKILL'); await forever", 'Runtime exited with error: signal: killed'],
  ['takes too long', 'await forever', 'Task timed out after 10.00 seconds'],
])(
  'a function that %s fails, and the next invocation finds fresh processes and the old /tmp',
  async (_what, end, words) => {
    await using code = await temporaryFolder({
      'index.mjs': `
      import { existsSync, writeFileSync } from 'node:fs';
      let invocations = 0;
      const forever = new Promise(() => setInterval(() => {}, 1000));
      export const handler = async ({ last }) => {
        invocations += 1;
        if (!last) { writeFileSync(process.env.TMPDIR + '/kept', ''); ${end}; }
        return { invocations, kept: existsSync(process.env.TMPDIR + '/kept') };
      };`,
    });
    await using lambda = await startService({ ...WHOLE, functions: [{ ...hello(code.path), timeoutMs: 10_000 }] });
    await expect(lambda.call('hello')).rejects.toThrow(words);
    expect(await lambda.call('hello', { last: true })).toEqual({ invocations: 1, kept: true });
  },
);

test('a function that wants more memory than it has is killed', async ({ skip }) => {
  skip(platform.cgroups.memory === undefined, platform.cgroups.notice);
  await using code = await temporaryFolder({
    'index.mjs': `
      const kept = [];
      export const handler = async ({ megabytes }) => {
        for (let n = 0; n < megabytes; n++) kept.push(Buffer.alloc(1 << 20, 1));
        return kept.length;
      };`,
  });
  const lines: string[] = [];
  await using lambda = await startService({
    ...WHOLE,
    functions: [hello(code.path)],
    onLogLine: (_name, line) => lines.push(line),
  });
  await expect(lambda.call('hello', { megabytes: 200 })).rejects.toThrow('signal: killed');
  expect(await lambda.call('hello', { megabytes: 1 })).toBe(1);
  expect(lines.find((line) => line.startsWith('REPORT'))).toMatch(/\tMax Memory Used: 128 MB\t.*Runtime\.ExitError/);
});

test('/tmp has 512 MB where nothing is said of it, of a function in files and of a deployed one', async ({ skip }) => {
  skip(platform.storage.kind !== 'image', platform.storage.notice);
  const room =
    "import('node:fs').then(({ statfsSync }) => statfsSync(process.env.TMPDIR)).then((room) => room.bavail * room.bsize)";
  await using code = await temporaryFolder({ 'index.mjs': `export const handler = () => ${room};` });
  await using lambda = await startService({ ...WHOLE, functions: [hello(code.path)] });
  await createFunction(lambda, 'deployed', `await ${room}`, { Timeout: 60 });
  await createFunction(lambda, 'roomy', `await ${room}`, { Timeout: 60, EphemeralStorage: { Size: 1024 } });
  const megabytes = async (name: string): Promise<number> => Number(await lambda.call(name)) / 2 ** 20;
  for (const name of ['hello', 'deployed']) expect(await megabytes(name)).toSatisfy(atAbout(512));
  expect(await megabytes('roomy')).toSatisfy(atAbout(1024));
});

test('an error that init ends with is that of the invocation, and each invocation tries again', async () => {
  await using code = await temporaryFolder({
    'index.mjs': `
      import { existsSync, writeFileSync } from 'node:fs';
      const count = ['one', 'two', 'three'].filter((name) => {
        const file = process.env.TMPDIR + '/' + name;
        if (existsSync(file)) return true;
        writeFileSync(file, '');
        throw new Error('not at attempt ' + name);
      });
      export const handler = () => count.length;`,
  });
  const lines: string[] = [];
  await using lambda = await startService({
    ...WHOLE,
    functions: [hello(code.path)],
    onLogLine: (_name, line) => lines.push(line),
  });
  // The first attempt is the init phase, which nobody waits for; the second is that of the first invocation.
  await expect(lambda.call('hello')).rejects.toThrow('not at attempt two');
  await expect(lambda.call('hello')).rejects.toThrow('not at attempt three');
  expect(await lambda.call('hello')).toBe(3);
  expect(lines.filter((line) => line.startsWith('INIT_REPORT'))[0]).toMatch(/\tPhase: init\tStatus: error/);
});

test('an external extension lives through invocations, sees all telemetry in order, and is told to shut down', async () => {
  await using folder = await temporaryFolder({
    'code/index.mjs': 'export const handler = () => console.log("at work");',
  });
  await mkdir(join(folder.path, 'layer/extensions'), { recursive: true });
  await cp(join(EXTENSIONS, 'watch.mjs'), join(folder.path, 'layer/extensions/watch.mjs'));
  const log = join(folder.path, 'seen');
  const watched = {
    ...hello(join(folder.path, 'code')),
    layers: [join(folder.path, 'layer')],
    variables: { WATCH_LOG: log },
    // The extension runs on the machine's own Node.js, and starts slowly beside other tests.
    memoryMb: 1769,
  };
  {
    // Outside of the sandbox, so that it can write where the test reads. What happens while it is frozen, it learns later.
    await using lambda = await startService({ ...WHOLE, functions: [watched], sandbox: false });
    await lambda.call('hello');
    await lambda.call('hello');
  }
  const seen = await seenIn(log);
  const invocation = ['platform.start', 'function', 'platform.runtimeDone', 'platform.report'];
  expect(platformTypes(seen)).toEqual([
    'platform.initStart',
    'platform.telemetrySubscription',
    'extension',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    ...invocation,
    ...invocation,
  ]);
  const events = seen.flatMap(({ event }) => event ?? []);
  expect(events.map(({ eventType }) => eventType)).toEqual(['INVOKE', 'INVOKE', 'SHUTDOWN']);
  expect(events[2]).toMatchObject({ shutdownReason: 'spindown' });
});

/** A file system keeps a little for itself, and is given that besides. */
function atAbout(megabytes: number): (found: number) => boolean {
  return (found) => found >= megabytes * 0.99 && found <= megabytes * 1.02;
}

function needsSandbox({ skip }: TestContext): void {
  if (platform.sandbox.kind === 'none') skip(platform.sandbox.notice);
}

interface Seen {
  readonly telemetry?: { readonly type: string };
  readonly event?: { readonly eventType: string; readonly shutdownReason?: string };
}

async function seenIn(log: string): Promise<readonly Seen[]> {
  const text = await readFile(log, 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function platformTypes(seen: readonly Seen[]): readonly string[] {
  return seen.flatMap(({ telemetry }) => telemetry?.type ?? []);
}

type Settings = NonNullable<Parameters<typeof startService>[0]['functions']>[number];

function hello(taskRoot: string): Settings {
  return { name: 'hello', taskRoot, handler: 'index.handler', timeoutMs: 60_000 };
}
