import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ImageLayer, imageLayer, UNUSED } from '../../support/image-layer.ts';
import { PROGRAM, startImage } from '../../support/image-start.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What the same function does in a plain start and from the image, and how it came to its end. */
async function both(layer: ImageLayer, text: string, env: Readonly<Record<string, string>> = {}) {
  const plain = await startImage(layer, { text, env: { ...env, SNAPBOOT_BOOT: 'plain' } });
  return { plain, image: await startImage(layer, { text, env }) };
}

test('a session of the inspector evaluates, profiles and stops at a statement', async (context) => {
  await using layer = await imageLayer(context);
  const { plain, image } = await both(
    layer,
    `const { Session } = require('node:inspector/promises');
    const busy = () => { for (let sum = 0, begun = Date.now(); Date.now() - begun < 50; ) sum += Math.sqrt(sum); };
    exports.handler = async () => {
      const session = new Session();
      session.connect();
      const { result } = await session.post('Runtime.evaluate', { expression: '40 + 2' });
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
      busy();
      const { profile } = await session.post('Profiler.stop');
      const own = profile.nodes.some(({ callFrame }) => callFrame.functionName === 'busy' && callFrame.url.endsWith('/index.js'));
      const parsed = [];
      session.on('Debugger.scriptParsed', ({ params }) => parsed.push(params.url));
      await session.post('Debugger.enable');
      const stops = [];
      session.on('Debugger.paused', ({ params }) => stops.push(params.callFrames[0].functionName));
      (function stopped() { debugger; })();
      session.disconnect();
      return [result.value, own, parsed.some((url) => url.endsWith('/index.js')), stops];
    };`,
  );
  expect(plain.answers).toEqual([[42, true, true, ['stopped']]]);
  expect(image).toEqual(plain);
});

test('a debugger from outside is told where it can connect, and does', async (context) => {
  await using layer = await imageLayer(context);
  const { plain, image } = await both(
    layer,
    `const inspector = require('node:inspector');
    exports.handler = async () => {
      inspector.open(0, '127.0.0.1');
      const waiting = setInterval(() => {}, 1000);
      const socket = new WebSocket(inspector.url());
      await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
      const told = new Promise((resolve) => Object.assign(socket, { onmessage: ({ data }) => resolve(JSON.parse(data)) }));
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'process.pid' } }));
      const { result } = (await told).result;
      await new Promise((resolve) => { socket.onclose = resolve; socket.close(); });
      inspector.close();
      clearInterval(waiting);
      return [result.value === process.pid, inspector.url() === undefined];
    };`,
  );
  expect(plain.answers).toEqual([[true, true]]);
  expect(image.answers).toEqual(plain.answers);
  expect(lines(image.stderr)).toEqual(lines(plain.stderr));
});

// Its port and its name are drawn.
function lines(stderr: string): string[] {
  return stderr.split('\n').map((line) => line.split(' ws://', 1).join(''));
}

test('with --inspect in NODE_OPTIONS the image is not used, which is told, and the debugger is there', async (context) => {
  await using layer = await imageLayer(context);
  const text = `exports.handler = async () => [${PROGRAM}, require('node:inspector').url() !== undefined];`;
  const { answers, stderr } = await startImage(layer, { text, env: { NODE_OPTIONS: '--inspect=127.0.0.1:0' } });
  expect(answers).toEqual([['node', true]]);
  const [first, second] = stderr.split('\n');
  expect([first, second]).toEqual([
    `${UNUSED}there are NODE_OPTIONS`,
    expect.stringMatching(/^Debugger listening on ws/),
  ]);
});

test('a snapshot of the heap is whole, and has what the function holds', async (context) => {
  await using layer = await imageLayer(context);
  const { plain, image } = await both(
    layer,
    `const { readFileSync, rmSync } = require('node:fs');
    class HeldByFunction { held = 'text that is held'; }
    const held = new HeldByFunction();
    exports.handler = async () => {
      const file = require('node:v8').writeHeapSnapshot(require('node:path').join(__dirname, 'a.heapsnapshot'));
      const { snapshot, nodes, edges, strings } = JSON.parse(readFileSync(file, 'utf8'));
      rmSync(file);
      const { node_fields, edge_fields } = snapshot.meta;
      return [nodes.length / node_fields.length === snapshot.node_count, edges.length / edge_fields.length === snapshot.edge_count,
        strings.includes('HeldByFunction'), strings.includes(held.held)];
    };`,
  );
  expect(plain.answers).toEqual([[true, true, true, true]]);
  expect(image).toEqual(plain);
});

// What is another in each process or at each time.
const DRAWN = ['filename', 'dumpEventTime', 'dumpEventTimeStamp', 'processId', 'cpus', 'cwd', 'networkInterfaces'];
const REPORT = `(report) => ({
  header: Object.fromEntries(Object.entries(report.header).filter(([name]) => !${JSON.stringify(DRAWN)}.includes(name))),
  stack: report.javascriptStack.message, frames: report.javascriptStack.stack?.length > 0, native: report.nativeStack.length > 0,
  parts: Object.keys(report), limits: report.userLimits, variables: Object.keys(report.environmentVariables).filter((name) => name !== 'SNAPBOOT_BOOT'),
  heap: report.javascriptHeap.heapSpaces.old_space.used > 0, loop: report.libuv.map(({ type }) => type).includes('loop') })`;

test('a report of the process tells what one of a plain start does', async (context) => {
  await using layer = await imageLayer(context);
  const { plain, image } = await both(
    layer,
    `const of = ${REPORT}; exports.handler = async () => of(process.report.getReport(new Error('asked')));`,
  );
  const [found, expected] = [image, plain].map(
    ({ answers: [answer] }) => answer as { header: { commandLine: string[] } },
  );
  // As on Lambda, where a layer lies at /opt.
  const [node = '', script = ''] = [expected?.header.commandLine[0], expected?.header.commandLine.at(-1)];
  const commandLine = found?.header.commandLine.map((word) =>
    word === '/opt/bin/node' ? node : word === '/opt/snapboot/runtime.cjs' ? script : word,
  );
  expect({ ...found, header: { ...found?.header, commandLine } }).toEqual(expected);
});

test('an uncaught error is told, and reported where that is asked for', async (context) => {
  await using layer = await imageLayer(context);
  const ends = await Promise.all(
    ['plain', 'image'].map(async (SNAPBOOT_BOOT) => {
      await using reports = await temporaryFolder();
      const text = `Object.assign(process.report, { reportOnUncaughtException: true, directory: '${reports.path}', filename: 'report.json' });
        exports.handler = () => new Promise(() => { setTimeout(() => { throw new RangeError('too late'); }, 1); });`;
      const { end, answers, stderr } = await startImage(layer, { text, env: { SNAPBOOT_BOOT } });
      const files = await readdir(reports.path);
      const report = files.length === 0 ? undefined : await readFile(join(reports.path, 'report.json'), 'utf8');
      return { end, answers, stderr: lines(stderr), message: report && JSON.parse(report).javascriptStack?.message };
    }),
  );
  expect(ends[1]).toEqual(ends[0]);
  expect(ends[0]?.end).toBe('exit 129');
});

test('a function that is out of memory ends as in a plain start, and says so', async (context) => {
  await using layer = await imageLayer(context);
  const { plain, image } = await both(
    layer,
    `const all = []; exports.handler = async () => { for (;;) all.push(new Array(100_000).fill({})); };`,
  );
  for (const { end, answers, stderr } of [plain, image]) {
    expect({ end, answers }).toEqual({ end: 'SIGABRT', answers: [] });
    expect(stderr).toContain('<--- Last few GCs --->');
    expect(stderr).toMatch(/^FATAL ERROR: .* JavaScript heap out of memory$/m);
    expect(stderr).toContain('----- Native stack trace -----');
  }
});
