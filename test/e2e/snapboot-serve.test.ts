import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { descendantsOf } from '../../service/environments/process-table.ts';
import { answering, FUNCTION_DEFAULTS } from '../support/function-zip.ts';
import { ANY_CREDENTIALS } from '../support/moto-server.ts';
import { needsProgram } from '../support/needed-programs.ts';
import { expectToldInOneLine, runSnapboot, startSnapboot, withoutNote } from '../support/run-snapboot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// What a machine lacks is told at the start, and these tests are about other words.
const BARE = ['--no-sandbox', '--no-limits'];
const FUNCTIONS = 'test/fixtures/functions';
const run = promisify(execFile);

test('serve says where it listens and how to call a function', async () => {
  await using served = await serve(`${FUNCTIONS}/returns-event.mjs`, `${FUNCTIONS}/logs-each-way.mjs`);
  expect(served.greeting.replaceAll(/:\d{4,5}\b/g, ':#')).toBe(`snapboot serve is listening on http://127.0.0.1:#

Functions
  returns-event  returns-event.handler in ${FUNCTIONS}, 128 MB, timeout 3 s
  logs-each-way  logs-each-way.handler in ${FUNCTIONS}, 128 MB, timeout 3 s

Call returns-event
  curl http://127.0.0.1:#/2015-03-31/functions/returns-event/invocations -d '{}'
  echo '{}' | aws lambda invoke --endpoint-url http://127.0.0.1:# --region us-east-1 --no-sign-request --function-name returns-event --payload fileb:///dev/stdin /dev/stdout
  new LambdaClient({ endpoint: 'http://127.0.0.1:#', region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } })
    .send(new InvokeCommand({ FunctionName: 'returns-event', Payload: '{}' }))

`);
  expect(await call(served.greeting)).toBe('{}');
});

test('the line for curl works', async (context) => {
  await needsProgram(context, 'curl');
  await using served = await serve(`${FUNCTIONS}/returns-event.mjs`);
  const line = /^ {2}(curl .*)$/m.exec(served.greeting)?.[1] ?? 'false';
  expect((await run('sh', ['-c', line.replace('curl', 'curl --silent')])).stdout).toBe('{}');
});

test('serve says where browsers find functions', async () => {
  const declared = {
    functions: [{ name: 'hello', handler: 'app.main', url: true }],
    apis: [
      { name: 'shop', type: 'rest-api', routes: [{ route: 'GET /', function: 'hello' }] },
      { name: 'front', type: 'load-balancer', routes: [{ route: '$default', function: 'hello' }] },
    ],
  };
  await using folder = await temporaryFolder({
    'snapboot.json': JSON.stringify(declared),
    'app.mjs': 'export const main = async ({ rawPath, path }) => ({ statusCode: 200, body: rawPath ?? path });',
  });
  await using served = await serveIn(folder.path);
  expect(served.greeting.replaceAll(/:\d{4,5}\b/g, ':#')).toMatch(
    /\nHTTP\n {2}hello {2}http:\/\/[a-f\d]{32}\.lambda-url\.localhost:#\/\n {2}shop {3}http:\/\/shop\.execute-api\.localhost:#\/prod\/\n {2}front {2}http:\/\/front\.elb\.localhost:#\/\n/,
  );
  const addresses = served.greeting.match(/http:\S+localhost:\S+/g) ?? [];
  // Browsers find these names on this machine; not every resolver does.
  const answers = addresses.map(async (address) => {
    const { host, port, pathname } = new URL(address);
    return (await request(`http://127.0.0.1:${port}${pathname}`, { headers: { host } })).body.text();
  });
  expect(await Promise.all(answers)).toEqual(['/', '/', '/']);
});

test('where there is no function yet, serve says how to deploy one, and the next service knows it', async () => {
  await using empty = await temporaryFolder();
  const options = ['--state', `${empty.path}/state`];
  {
    await using served = await serveIn(empty.path, ...options);
    expect(served.greeting).toContain('\n  none yet: name a file or a folder, or deploy one to this endpoint');
    await deploy(endpointOf(served.greeting), 'deployed');
  }
  await using served = await serveIn(empty.path, ...options);
  expect(served.greeting).toContain('\n  deployed  index.handler deployed, 128 MB, timeout 60 s\n');
  expect(await call(served.greeting)).toBe('42');
});

test('where another service keeps what is deployed, serve goes on without, unless that folder was asked for', async () => {
  await using folder = await temporaryFolder();
  const variables = { XDG_STATE_HOME: folder.path, TMPDIR: folder.path };
  const start = () =>
    startReading(startSnapboot(['serve', '--port', '0', ...BARE, `${FUNCTIONS}/returns-event.mjs`], { variables }));
  await using first = start();
  await expect.poll(() => first.output.stdout).toContain('.send(new');
  await using second = start();
  await expect.poll(() => second.output.stdout).toContain('.send(new');
  expect(first.output.stderr).toBe('');
  expect(second.output.stderr).toContain('is used by another service');
  expect(second.output.stderr).toContain('what is deployed here is forgotten when this service ends');
});

test('log lines of functions are shown with the name of the function, also when they span lines', async () => {
  await using served = await serve(`${FUNCTIONS}/logs-each-way.mjs`);
  expect(await call(served.greeting)).toBe('null');
  await expect.poll(() => served.output.stdout).toMatch(/^logs-each-way \| second line$/m);
  expect(served.output.stdout).toMatch(/^logs-each-way \| \S+\t\S+\tINFO\tfirst line$/m);
});

test('the log of a function is kept, and can be read during and after', async () => {
  await using state = await temporaryFolder();
  await using served = await serve(`${FUNCTIONS}/logs-each-way.mjs`, '--state', state.path);
  await using following = startReading(startSnapboot(['logs', 'logs-each-way', '--follow', '--state', state.path]));
  await expect.poll(() => following.output.stderr).toContain('waiting for the first line');
  await call(served.greeting);
  await expect.poll(() => count(following.output.stdout, 'first line\n')).toBe(1);
  await call(served.greeting);
  await expect.poll(() => count(following.output.stdout, 'first line\n')).toBe(2);
  expect(await end(following.child, 'SIGINT')).toEqual([0, null]);
  expect(await end(served.child, 'SIGTERM')).toEqual([143, null]);
  const { code, stdout } = await runSnapboot(['logs', 'logs-each-way', '--state', state.path, '--times']);
  expect(code).toBe(0);
  expect(count(stdout, 'first line\nsecond line\n')).toBe(2);
  expect(stdout).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z INIT_START .*\n\d{4}-\d\d-\d\dT[\d:.]+Z \S+\t-\tINFO\twhile loading\n/,
  );
  const { stdout: none } = await runSnapboot(['logs', 'logs-each-way', '--state', state.path, '--since', '2999-01-01']);
  expect(none).toBe('');
});

test.each([
  ['SIGINT', 0],
  ['SIGTERM', 143],
] as const)('%s ends everything, an invocation under way too', async (signal, status) => {
  await using served = await serve(`${FUNCTIONS}/never-settles.mjs`);
  const called = call(served.greeting).catch(() => 'ended');
  await expect.poll(() => descendantsOf(served.child.pid ?? 0).length).toBeGreaterThan(0);
  expect(await end(served.child, signal)).toEqual([status, null]);
  await called;
  expect(served.output.stderr).toBe('');
});

test('without a path it serves the current folder', async () => {
  await using folder = await temporaryFolder({
    'snapboot.json': '{"functions": [{"name": "hello", "handler": "app.main", "memory": 512, "timeout": 9}]}',
    'app.mjs': 'export const main = async () => "here";',
  });
  await using served = await serveIn(folder.path);
  expect(served.greeting).toContain('  hello  app.main in ., 512 MB, timeout 9 s\n');
  expect(await call(served.greeting)).toBe('"here"');
});

test.each([
  [['serve', 'nowhere.mjs'], 'nowhere.mjs: no such file or folder'],
  [['serve', 'test'], 'test: no function in this folder; '],
  [
    ['serve', `${FUNCTIONS}/returns-event.mjs`, '--port', '70000'],
    '--port 70000: expected a whole number from 0 to 65535',
  ],
  [
    ['serve', `${FUNCTIONS}/returns-event.mjs`, '--host', 'nowhere.invalid', ...BARE],
    'host nowhere.invalid is no address of this',
  ],
  [
    ['serve', `${FUNCTIONS}/returns-event.mjs`, '--state', 'package.json'],
    'package.json: no place for logs: EEXIST; use --state',
  ],
  [['serve', '--frezze'], "Unknown option '--frezze': snapboot serve --help"],
  [['logs'], 'logs: of which function? give its name'],
  [['logs', 'nobody', '--state', 'test'], 'logs: nothing of nobody in test; no function has logged anything yet'],
  [
    ['logs', 'x', '--since', 'noon'],
    '--since noon: expected a time span such as 10m (s, m, h or d) or a time in ISO 8601',
  ],
])('the mistake %j is told in one line', async (args, line) => {
  await expectToldInOneLine(args, line);
});

test('a port that is taken is told in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, stderr } = await runSnapboot([
    'serve',
    `${FUNCTIONS}/returns-event.mjs`,
    '--port',
    String(port),
    ...BARE,
  ]);
  other.close();
  expect(stderr).toBe(`snapboot: port ${port} of 127.0.0.1 is taken by another program; --port 0 finds a free one\n`);
  expect(code).toBe(1);
});

test.each([['serve --help'], ['logs -h']])('there is help for %s', async (line) => {
  const { code, stdout } = await runSnapboot(line.split(' '));
  expect(stdout).toMatch(/^Usage: snapboot[\s\S]*\nExamples\n {2}snapboot .*\n {2}snapboot /);
  expect(code).toBe(0);
});

interface Reading extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly output: { stdout: string; stderr: string };
}

interface Served extends Reading {
  /** What stood there when the service was ready. */
  readonly greeting: string;
}

function endpointOf(greeting: string): string {
  return /http:\/\/[\d.:]+/.exec(greeting)?.[0] ?? '';
}

async function deploy(endpoint: string, FunctionName: string): Promise<void> {
  const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials: ANY_CREDENTIALS });
  const Code = { ZipFile: answering('42') };
  await client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Code }));
  client.destroy();
}

async function serve(...args: readonly string[]): Promise<Served> {
  return serveIn(undefined, ...args);
}

async function serveIn(cwd: string | undefined, ...args: readonly string[]): Promise<Served> {
  const state = await temporaryFolder();
  const command = [
    'serve',
    '--port',
    '0',
    ...BARE,
    ...(args.includes('--state') ? [] : ['--state', state.path]),
    ...args,
  ];
  const reading = startReading(startSnapboot(command, cwd === undefined ? {} : { cwd }));
  await expect.poll(() => reading.output.stdout + reading.output.stderr).toMatch(/\.send\(new|none yet/);
  return {
    ...reading,
    greeting: reading.output.stdout,
    async [Symbol.asyncDispose]() {
      await reading[Symbol.asyncDispose]();
      await state[Symbol.asyncDispose]();
    },
  };
}

function startReading(child: ChildProcessWithoutNullStreams): Reading {
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr = withoutNote(output.stderr + text);
  });
  return {
    child,
    output,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGTERM');
    },
  };
}

async function end(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): Promise<unknown[]> {
  const closed = once(child, 'close');
  child.kill(signal);
  return closed;
}

/** Invokes the function that the greeting names, with an empty event. */
async function call(greeting: string): Promise<string> {
  const url = /^ {2}curl (\S+)/m.exec(greeting)?.[1] ?? 'none';
  return (await request(url, { method: 'POST', body: '{}' })).body.text();
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
