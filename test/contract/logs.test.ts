import { expect, test } from 'vitest';
import { jsonLogLines, logFrames, logLines } from '../support/log-lines.ts';
import { Invocation, requestId, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction, startFunction, withoutNote } from '../support/run-function.ts';

const ID = requestId(1);
const JSON_LOG = { AWS_LAMBDA_LOG_FORMAT: 'JSON' };

test('as text, a line has its time, the id of the invocation, a level and a message', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout, stderr } = await runFunction('logs-at-each-level', { api });
  expect(logLines(stdout)).toEqual([
    `#\t${ID}\tTRACE\ttrace`,
    `#\t${ID}\tDEBUG\tdebug`,
    `#\t${ID}\tINFO\tinfo`,
    `#\t${ID}\tINFO\tlog 1`,
    `#\t${ID}\tWARN\twarn`,
    `#\t${ID}\tERROR\terror`,
    `#\t${ID}\tFATAL\tfatal`,
  ]);
  expect(stderr).toBe('');
});

test('as text, a message of several lines stays one record', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction('logs-lines-and-objects', { api });
  expect(logLines(stdout)).toEqual([`#\t${ID}\tINFO\tone\rtwo { list: [ 1, { deep: true } ] }`]);
});

test.each(['JSON', 'json'])('as %s, a message keeps its structure, and an error its stack', async (format) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction('logs-values', { api, env: { AWS_LAMBDA_LOG_FORMAT: format } });
  const stackOf = (line: string): unknown =>
    expect.arrayContaining([line, expect.stringMatching(/^ {4}at handler \(/)]);
  expect(jsonLogLines(stdout)).toEqual([
    { level: 'INFO', requestId: ID, message: 'plain' },
    { level: 'INFO', requestId: ID, message: { key: 1 } },
    { level: 'WARN', requestId: ID, message: 'with 3 { x: 1 }' },
    {
      level: 'ERROR',
      requestId: ID,
      message: { errorType: 'Error', errorMessage: 'logged', stackTrace: stackOf('Error: logged') },
    },
    {
      level: 'ERROR',
      requestId: ID,
      message: expect.stringMatching(/^text TypeError: second\n {4}at handler \(/),
      errorType: 'TypeError',
      errorMessage: 'second',
      stackTrace: stackOf('TypeError: second'),
    },
  ]);
});

test('as JSON, a record names the tenant', async () => {
  await using api = await startRecordedRuntimeApi([
    new Invocation('"hello"', { 'Lambda-Runtime-Aws-Tenant-Id': 'tenant-1' }),
    'bye',
  ]);
  const { stdout } = await runFunction('logs-event', { api, env: JSON_LOG });
  expect(jsonLogLines(stdout)).toEqual([
    { level: 'INFO', requestId: ID, tenantId: 'tenant-1', message: 'hello' },
    { level: 'INFO', requestId: requestId(2), message: 'bye' },
  ]);
});

test.each([
  ['JSON', 'WARN', ['WARN', 'ERROR', 'FATAL']],
  ['JSON', 'fatal', ['FATAL']],
  ['JSON', 'LOUD', ['TRACE', 'DEBUG', 'INFO', 'INFO', 'WARN', 'ERROR', 'FATAL']],
  ['Text', 'ERROR', ['ERROR', 'FATAL']],
])('format %s, level %s: %j pass', async (format, level, levels) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const env = { AWS_LAMBDA_LOG_FORMAT: format, AWS_LAMBDA_LOG_LEVEL: level };
  const { stdout } = await runFunction('logs-at-each-level', { api, env });
  const found = format === 'JSON' ? jsonLogLines(stdout).map((line) => line.level) : logLines(stdout).map(levelOf);
  expect(found).toEqual(levels);
});

test('before the first invocation there is no id', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction('logs-while-loading', { api });
  expect(logLines(stdout)).toEqual(['#\t-\tINFO\twhile loading']);
});

test('between two invocations a line carries the id of the earlier', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await using running = await startFunction('logs-on-signal', { api });
  await api.idle();
  running.signal('SIGUSR2');
  await running.writes('on a signal\n');
  expect(logLines(running.stdout)).toEqual([`#\t${ID}\tINFO\ton a signal`]);
});

test('text frames on the telemetry descriptor keep their lines apart', async () => {
  const before = BigInt(Date.now()) * 1000n;
  await using api = await startRecordedRuntimeApi([{}, {}]);
  const { stdout, frames } = await runFunction('logs-lines-and-objects', { api, telemetryDescriptor: true });
  const found = logFrames(frames);
  expect(found).toMatchObject([
    { type: 'a55a000f', message: `#\t${ID}\tINFO\tone\ntwo { list: [ 1, { deep: true } ] }\n` },
    { type: 'a55a000f', message: `#\t${requestId(2)}\tINFO\tone\ntwo { list: [ 1, { deep: true } ] }\n` },
  ]);
  for (const { timestampUs } of found) {
    expect(timestampUs).toBeGreaterThanOrEqual(before);
    expect(timestampUs).toBeLessThanOrEqual(BigInt(Date.now()) * 1000n);
  }
  expect(stdout).toBe('');
});

test('frames on the telemetry descriptor have a type for each level and format', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await using other = await startRecordedRuntimeApi([{}]);
  const text = await runFunction('logs-at-each-level', { api, telemetryDescriptor: true });
  const json = await runFunction('logs-at-each-level', { api: other, telemetryDescriptor: true, env: JSON_LOG });
  const types = (frames: Buffer): string[] => logFrames(frames).map(({ type }) => type.slice(4));
  expect(types(text.frames)).toEqual(['0007', '000b', '000f', '000f', '0013', '0017', '001b']);
  expect(types(json.frames)).toEqual(['0006', '000a', '000e', '000e', '0012', '0016', '001a']);
  const [first] = logFrames(json.frames);
  expect(JSON.parse(first?.message ?? '')).toEqual({ timestamp: '#', level: 'TRACE', requestId: ID, message: 'trace' });
});

test('the telemetry descriptor is the secret of the runtime', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('shows-telemetry-variable-to-a-child', { api, telemetryDescriptor: true });
  expect(api.responses).toEqual([['gone', '']]);
});

test.each([
  ['Text', '\tERROR\tInvoke Error \t{"errorType":"Denied","errorMessage":"not you","code":42,'],
  [
    'JSON',
    '"level":"ERROR","requestId":"00000000-0000-4000-8000-000000000001","message":{"errorType":"Denied","errorMessage":"not you",',
  ],
])('an error of an invocation is logged as %s, without the frames of the runtime', async (format, part) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction('throws-error-with-fields', { api, env: { AWS_LAMBDA_LOG_FORMAT: format } });
  expect(logLines(stdout)).toEqual([expect.stringContaining(part)]);
  expect(stdout).toContain('throws-error-with-fields.mjs:');
  expect(stdout).not.toContain('runtime.cjs');
});

test('what an invocation has logged is out before its response', async () => {
  const read = Promise.withResolvers<void>();
  await using api = await startRecordedRuntimeApi([{ a: 1 }], { response: (_call, usual) => read.promise.then(usual) });
  await using running = await startFunction('logs-event', { api });
  await api.call('response');
  // The response is not taken before this line has come.
  await running.writes('{ a: 1 }\n');
  read.resolve();
  await api.idle();
});

test('nothing is lost when the process exits right after it was logged', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end, stdout } = await runFunction('logs-and-exits', { api });
  expect(end).toBe('exit 0');
  expect(logLines(stdout).map((line) => line.split('\t')[3])).toEqual(
    Array.from({ length: 1000 }, (_, n) => String(n + 1)),
  );
});

test.each(['stdout', 'stderr'] as const)(
  'nothing is lost when the process exits right after it was written to process.%s',
  async (name) => {
    await using api = await startRecordedRuntimeApi([{}]);
    const handler = `exports.handler = () => {
      for (let n = 0; n < 1000; n += 1) process.${name}.write(n + ' ' + 'x'.repeat(1000) + '\\n');
      process.exit(0);
    };`;
    const { [name]: written } = await runFunction({ 'index.js': handler }, { api });
    expect(written).toBe(Array.from({ length: 1000 }, (_, n) => `${n} ${'x'.repeat(1000)}\n`).join(''));
  },
);

test.each([
  ['', 'logs-ten-megabytes'],
  ['that was made not to block', 'logs-ten-megabytes-over-a-pipe-that-does-not-block'],
])('10 MB come whole and in order through a slow reader and a pipe %s', async (_what, code) => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await using running = await startFunction(code, { api });
  const goOn = running.pauseReading();
  await api.call('next');
  // The pipe is full by far before the response; only reading lets it come.
  expect(api.called('response')).toHaveLength(0);
  goOn();
  await api.idle();
  await running.kill();
  const lines = logLines(running.stdout).filter((line) => line !== 'touched');
  const wanted = [1, 2].flatMap((n) => Array.from({ length: 10_000 }, (_, line) => `${requestId(n)} ${line}`));
  expect(lines.map((line) => /^#\t(\S+)\tINFO\t(\d+) x{1000}$/.exec(line)?.slice(1).join(' '))).toEqual(wanted);
});

/** Writes numbered lines, each larger than a pipe, in all the ways that functions write, one after the other. */
const manyWays = (streams: string): string => `
  const { Console } = require('node:console');
  const { writeSync } = require('node:fs');
  const kept = ${streams};
  // What the synchronous destination of pino does.
  const writeAll = (descriptor, text) => {
    for (let bytes = Buffer.from(text); bytes.length > 0; ) {
      try {
        bytes = bytes.subarray(writeSync(descriptor, bytes));
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }
    }
  };
  const waysOf = (stream, descriptor) => [
    (text) => stream.write(text + '\\n'),
    (text) => new Console(stream).log(text),
    (text) => writeAll(descriptor, text + '\\n'),
    (text) => stream.write(Buffer.from(text + '\\n')),
    (text) => { stream.cork(); stream.write(text); stream.write('\\n'); stream.uncork(); },
    (text) => stream.write(Buffer.from(text + '\\n').toString('base64'), 'base64'),
  ];
  exports.handler = async () => {
    const ways = [...waysOf(kept.stdout, 1), console.log, ...waysOf(kept.stderr, 2), (text) => console.error(text)];
    for (let n = 0; n < 3 * ways.length; n += 1) {
      ways[n % ways.length](JSON.stringify({ n, text: String(n % 10).repeat(200_000) }));
      if (n % 4 === 0) await new Promise(setImmediate);
    }
  };`;
const WAYS = 14;

interface WayOfRun {
  /** An expression that loading evaluates; by default they are asked for when they are used. */
  readonly streams?: string;
  readonly env?: Record<string, string>;
  readonly telemetryDescriptor?: boolean;
}

test.each<[string, WayOfRun]>([
  ['as text', {}],
  ['as JSON', { env: JSON_LOG }],
  ['beside the telemetry descriptor', { telemetryDescriptor: true }],
  ['over streams that loading has kept', { streams: '{ stdout: process.stdout, stderr: process.stderr }' }],
  ['over streams that a tool has kept', { streams: 'globalThis.kept', env: { NODE_OPTIONS: '--require ./tool.cjs' } }],
])('what is written in several ways comes whole and in order through a slow reader: %s', async (_what, setting) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const files = {
    'index.js': manyWays(setting.streams ?? 'process'),
    'tool.cjs': 'globalThis.kept = { stdout: process.stdout, stderr: process.stderr };',
  };
  await using running = await startFunction(files, { api, ...setting });
  const goOn = running.pauseReading();
  await api.call('next');
  goOn();
  await api.idle();
  await running.kill();
  const all = Array.from({ length: 3 * WAYS }, (_, n) => n);
  const isFramed = (n: number): boolean => setting.telemetryDescriptor === true && n % (WAYS / 2) === WAYS / 2 - 1;
  const isError = (n: number): boolean => n % WAYS >= WAYS / 2 && n % WAYS < WAYS - 1;
  expect(numbers(running.stdout)).toEqual(all.filter((n) => !isError(n) && !isFramed(n)));
  expect(numbers(withoutNote(running.stderr))).toEqual(all.filter((n) => isError(n) && !isFramed(n)));
  const framed = logFrames(running.frames).map(({ message }) => message);
  expect(numbers(framed.join(''))).toEqual(all.filter(isFramed));
});

/** Of lines that hold a whole object each, by themselves or as the message of a record. */
function numbers(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(numberIn);
}

function numberIn(line: string): unknown {
  const record = JSON.parse(line.slice(line.indexOf('{'))) as { message?: string };
  const { n, text } = (record.message === undefined ? record : JSON.parse(record.message)) as {
    n: number;
    text: string;
  };
  return text === String(n % 10).repeat(200_000) ? n : line.slice(0, 200);
}

test.each([
  'process.stdout.write("written\\n")',
  'new (require("console").Console)(process.stdout, process.stdout).log("written")',
  'console.log("written")',
])('a reader that is gone is no reason to end the function: %s', async (write) => {
  const gone = Promise.withResolvers<void>();
  await using api = await startRecordedRuntimeApi([1, 2], { next: (_call, usual) => gone.promise.then(usual) });
  const code = `exports.handler = async (event) => { ${write}; await new Promise(setImmediate); return event; };`;
  await using running = await startFunction({ 'index.js': code }, { api });
  await running.stopReading();
  gone.resolve();
  await api.idle();
  expect(api.responses).toEqual([1, 2]);
});

function levelOf(line: string): string | undefined {
  return line.split('\t')[2];
}

test('a telemetry descriptor that is not open leaves the log on standard output', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction('logs-lines-and-objects', { api, env: { _LAMBDA_TELEMETRY_LOG_FD: '57' } });
  expect(logLines(stdout)).toEqual([`#\t${ID}\tINFO\tone\rtwo { list: [ 1, { deep: true } ] }`]);
});

test.each(['stdout', 'stderr'] as const)(
  'a function that has written to process.%s leaves the pipe blocking, for programs that write there as well',
  async (stream) => {
    const handler = `const { readFileSync } = require('node:fs');
      exports.handler = async () => {
        process.${stream}.write('written\\n');
        const [, flags] = /flags:\\s+(\\d+)/.exec(readFileSync('/proc/self/fdinfo/' + process.${stream}.fd, 'utf8'));
        return Number.parseInt(flags, 8) & require('node:fs').constants.O_NONBLOCK;
      };`;
    await using api = await startRecordedRuntimeApi([{}]);
    await runFunction({ 'index.js': handler }, { api });
    expect(api.responses).toEqual([0]);
  },
);
