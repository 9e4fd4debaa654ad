import { expect, test } from 'vitest';
import { type BootRun, bootFunction, type ImageSetting } from '../../../support/image-process.ts';
import { startRecordedRuntimeApi } from '../../../support/recorded-runtime-api.ts';

interface SleepingRun extends BootRun {
  readonly responses: readonly unknown[];
  readonly errors: readonly unknown[];
}

/** Loads a function into a process that sleeps, and wakes it. */
async function wakeFunction(
  files: string | Readonly<Record<string, string>>,
  setting: Partial<ImageSetting> = {},
  events: readonly unknown[] = [{}],
): Promise<SleepingRun> {
  await using api = await startRecordedRuntimeApi(events);
  const all = typeof files === 'string' ? { 'index.js': files } : files;
  const run = await bootFunction('function', all, { api, ...setting });
  return { ...run, responses: api.responses, errors: api.errors };
}

/** What was found, without the lines. */
function findings({ report }: SleepingRun): string[] {
  return report.findings.map(({ kind, what, stack }) => `${kind}: ${what} ${stack[0]?.replace(/.*\/task\//, '')}`);
}

const RULES = { rules: { hidden: 'SECRET', unknown: ['AWS_REGION'] } };

const FORMATS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['CommonJS', { 'index.js': `let n = 0; exports.handler = async (event) => [event, ++n];` }],
  ['an ES module', { 'index.mjs': `let n = await 0; export const handler = async (event) => [event, ++n];` }],
  ['TypeScript', { 'index.ts': `let n: number = 0; export const handler = async (event: unknown) => [event, ++n];` }],
];

test.for(FORMATS)('a function that was loaded before the process slept answers: %s', async ([_format, files]) => {
  const run = await wakeFunction(files, {}, ['a', 'b']);
  expect(run).toMatchObject({
    end: 'idle',
    stderr: '',
    responses: [
      ['a', 1],
      ['b', 2],
    ],
  });
  expect(run.report.modules.map((file) => file.replace(/.*\/task\//, ''))).toEqual(Object.keys(files));
});

test('a function that streams is found to, and streams', async () => {
  const { end, responses } = await wakeFunction(
    `exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('[1'); stream.end(',2]'); });`,
  );
  expect({ end, responses }).toEqual({ end: 'idle', responses: [[1, 2]] });
});

test('what it has answered to events is remembered where it was primed, and nowhere else', async () => {
  const text = `let n = 0; exports.handler = async () => [++n, process.env.AWS_LAMBDA_RUNTIME_API === '127.0.0.1:1', console.log('seen')];`;
  const events = [1, 2, 3];
  const primed = await wakeFunction(text, { plan: { primed: true, events } });
  expect(primed.responses).toEqual([[4, false, null]]);
  expect(primed.stdout.match(/seen/g)).toHaveLength(1);
  const clean = await wakeFunction(text, { plan: { primed: false, events } });
  expect(clean.responses).toEqual([[1, false, null]]);
});

test('what it writes while it is loaded is written once it is awake, in the format of the log and in its order', async () => {
  const text = `const { log } = console; log('one', { a: 1 }); process.stdout.write('two\\n'); console.error('three');
    console.dir('four'); process.stderr.write('five\\n'); exports.handler = async () => log('six');`;
  const { stdout, stderr } = await wakeFunction(text);
  const line = (level: string, text: string): string => `TIME\t-\t${level}\t${text}\n`;
  const told = stdout.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').replace(/00000000-[\d-]+/, 'ID');
  expect(told).toBe(`${line('INFO', 'one { a: 1 }')}two\n${line('ERROR', 'three')}'four'\nTIME\tID\tINFO\tsix\n`);
  expect(stderr).toBe('five\n');
});

test('variables that loading reads are told with what they were, and what it changes is changed again', async () => {
  const text = `const { A, B } = process.env; process.env.C = A + B; const kept = process.env;
    exports.handler = async () => [A, process.env.C, kept.D, process.env === kept || kept.A, Object.keys(process.env).includes('_all_variables')];`;
  const { report, responses } = await wakeFunction(text, { env: { A: 'a', D: 'd' }, plan: RULES });
  // What the runtime reads for itself is none of the function's, but for what decides on a global name.
  expect(report.variables).toEqual([
    ['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA', null],
    ['A', 'a'],
    ['B', null],
  ]);
  expect(responses).toEqual([['a', 'aundefined', 'd', 'a', false]]);
});

test.for([
  ['MY_SECRET', 'reads MY_SECRET, which must not be in an image'],
  ['AWS_REGION', 'reads AWS_REGION: say what it will be with --env AWS_REGION=VALUE'],
  ['_all_variables', 'reads all environment variables'],
])('reading %s while it is loaded ends the image', async ([name, what]) => {
  const { end, report, stderr } = await wakeFunction(`\nexports.read = process.env.${name};`, { plan: RULES });
  expect(end).toBe('exit 1');
  expect(report.fault?.text).toBe(`ImageRefusal: a function that is loaded into an image ${what}`);
  expect(report.findings[0]).toMatchObject({ kind: 'refused', what, stack: [expect.stringContaining('index.js:2:')] });
  expect(stderr).toMatch(/^snapboot: the process image cannot be used: LoadingFault.*\n$/);
});

const DRAWING: readonly (readonly [string, string])[] = [
  ['Math.random()', 'Math.random()'],
  [`require('crypto').randomUUID()`, 'crypto.randomUUID()'],
  ['crypto.randomUUID()', 'crypto.randomUUID()'],
  [`require('node:crypto').randomBytes(4)`, 'crypto.randomBytes()'],
  ['crypto.getRandomValues(new Uint8Array(4))', 'crypto.getRandomValues()'],
  [`require('crypto').randomInt(9)`, 'crypto.randomInt()'],
];

test.for(DRAWING)('randomness of %s that is drawn while it is loaded is told with its place', async ([code, what]) => {
  const run = await wakeFunction(`\n${code};exports.handler = async () => ${code} && 1;`);
  expect(findings(run)).toEqual([expect.stringMatching(`random: draws ${what.replace(/[().]/g, '.')} index.js:2:`)]);
  expect(run.responses).toEqual([1]);
});

test('the same in an ES module, whose names are copies', async () => {
  const run = await wakeFunction({
    'index.mjs': `import { randomInt } from 'node:crypto';\nrandomInt(9); export const handler = async () => randomInt(1);`,
  });
  expect(findings(run)).toEqual([expect.stringMatching('random: draws crypto.randomInt.. index.mjs:2:')]);
  expect(run.responses).toEqual([0]);
});

test('randomness that a package may draw is told as allowed', async () => {
  const files = {
    'index.js': `require('ids'); exports.handler = async () => 1;`,
    'node_modules/ids/index.js': `exports.id = Math.random();`,
  };
  const { report } = await wakeFunction(files, { plan: { allowRandom: ['ids'] } });
  expect(report.findings).toMatchObject([{ kind: 'random', allowed: true }]);
  const refused = await wakeFunction(files, { plan: { allowRandom: ['.'] } });
  expect(refused.report.findings).toMatchObject([{ kind: 'random', allowed: false }]);
});

// Some may have run by the time that it sleeps, on a busy machine; none runs between that and its waking.
const NOTE_TIMES = `const hooks = globalThis[Symbol.for('snapboot.image.hooks')]; let slept; let early; let woken;
  hooks.beforeImage.push(() => { slept = [...ran]; });
  hooks.afterWaking.push(() => { early = [...ran]; woken = performance.now(); });
  const inTime = (ms) => woken === undefined || performance.now() - woken > ms - 2;
  const isSame = () => slept.join() === early.join();`;

test('timers that loading sets run from the moment of waking, in their order', async () => {
  const text = `const ran = []; ${NOTE_TIMES}
    const set = (name, ms) => setTimeout(() => ran.push([name, inTime(ms)]), ms);
    set('b', 240); set('a', 220); const cleared = set('never', 230); set('c', 240); const number = +set('neither', 225);
    let repeated = 0; const interval = setInterval(() => { repeated += 1; }, 35); const idle = set('idle', 260); idle.unref();
    hooks.afterWaking.push(() => { clearTimeout(cleared); clearTimeout(number); });
    exports.handler = async () => { while (ran.length < 4 || repeated < 2) await new Promise((resolve) => setTimeout(resolve, 50));
      clearInterval(interval); return { ran, asleep: isSame(), hasRef: idle.hasRef() }; };`;
  const ran = ['a', 'b', 'c', 'idle'].map((name) => [name, true]);
  expect((await wakeFunction(text)).responses).toEqual([{ ran, asleep: true, hasRef: false }]);
});

test('so do timers that are promises, and signals with a limit; what was to be immediate is over before', async () => {
  const text = `const timers = require('node:timers/promises'); const ran = []; ${NOTE_TIMES}
    const note = (name, ms) => (value) => ran.push([name, value, inTime(ms)]);
    const signal = AbortSignal.timeout(240); signal.addEventListener('abort', () => note('abort', 240)(signal.reason.name));
    timers.setTimeout(220, 'of setTimeout').then(note('promise', 220));
    timers.scheduler.wait(230).then(note('wait', 230));
    timers.setTimeout(250, 0, { signal: AbortSignal.timeout(245) }).catch(({ cause }) => note('ended', 245)(cause.name));
    (async () => { for await (const value of timers.setInterval(260, 'of setInterval')) { note('interval', 260)(value); break; } })();
    let soon = 0; setImmediate(() => { soon += 1; setImmediate(() => { soon += 1; }); }); timers.setImmediate(1).then((one) => { soon += one; });
    let soonAtWaking; hooks.afterWaking.push(() => { soonAtWaking = soon; });
    exports.handler = async () => { while (ran.length < 5) await new Promise((resolve) => setTimeout(resolve, 50));
      return { ran, asleep: isSame(), soonAtWaking, soon }; };`;
  const ran = [
    ['promise', 'of setTimeout', true],
    ['wait', null, true],
    ['abort', 'TimeoutError', true],
    ['ended', 'TimeoutError', true],
    ['interval', 'of setInterval', true],
  ];
  expect((await wakeFunction(text)).responses).toEqual([{ ran, asleep: true, soonAtWaking: 3, soon: 3 }]);
});

test('what loading finds of the usage of its process is not more than is found after waking', async () => {
  const text = `const names = ['cpuUsage', 'threadCpuUsage', 'resourceUsage'];
    const find = () => names.flatMap((name) => Object.values(process[name]?.() ?? {})); const early = find();
    exports.handler = async () => find().every((value, at) => value >= early[at]) && early.every((value) => value === 0);`;
  expect((await wakeFunction(text)).responses).toEqual([true]);
});

test('who measures delays of the event loop while it is loaded begins anew', async () => {
  const text = `const { monitorEventLoopDelay } = require('perf_hooks'); const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable(); for (const begun = Date.now(); Date.now() - begun < 100;); const idle = monitorEventLoopDelay();
    globalThis[Symbol.for('snapboot.image.hooks')].afterWaking.push(() => { delays.found = delays.count; });
    exports.handler = async () => { while (delays.count < 2) await new Promise((resolve) => setTimeout(resolve, 2));
      return [delays.found, idle.count, delays.disable(), idle.disable()]; };`;
  expect((await wakeFunction(text)).responses).toEqual([[0, 0, true, false]]);
});

test.for([
  [`require('net').createServer().listen(0)`, 'refused: leaves a server listening'],
  [`require('child_process').spawn('sleep', ['60'], { env: {} }).unref()`, 'refused: leaves a child process running'],
  [
    `new (require('worker_threads').Worker)('setInterval(() => {}, 1000)', { eval: true }).unref()`,
    'refused: leaves a worker running',
  ],
  [`require('fs').watch('.').unref()`, 'refused: leaves files watched, with fs.watch()'],
])('%s while it is loaded is told with its place', async ([code, what]) => {
  const run = await wakeFunction(`\n${code}; exports.handler = async () => 1;`);
  expect(findings(run)).toContainEqual(expect.stringContaining(`${what} index.js:2:`));
});

test('a file that is left open for writing is told, one for reading is not', async () => {
  const text = `const fs = require('fs'); fs.openSync('written', 'w'); fs.openSync('index.js'); exports.handler = async () => 1;`;
  const run = await wakeFunction(text);
  expect(findings(run)).toEqual([expect.stringMatching(/refused: leaves .*\/task\/written open for writing/)]);
});

test('what has ended by the time that the process sleeps is not told', async () => {
  const text = `import { once } from 'node:events'; import { createServer } from 'node:net'; import { spawn } from 'node:child_process';
    const server = createServer().listen(0, () => server.close());
    await Promise.all([once(server, 'close'), once(spawn('true', { env: {} }), 'close')]);
    export const handler = async () => 1;`;
  const run = await wakeFunction({ 'index.mjs': text });
  expect({ findings: findings(run), responses: run.responses }).toEqual({ findings: [], responses: [1] });
});

const FAULTS: readonly (readonly [string, string, string])[] = [
  ['throws', `throw new RangeError('too far');`, 'RangeError: too far'],
  [
    'rejects unheard',
    `Promise.reject(new RangeError('too far')); exports.handler = async () => 1;`,
    'RangeError: too far',
  ],
  [
    'never settles',
    `export const handler = await new Promise(() => {});`,
    'Runtime.NodeJsExit: loading the function never settled: nothing is left in the event loop that could settle it',
  ],
  ['has no such handler', `exports.other = 1;`, 'Runtime.HandlerNotFound: index.handler is undefined or not exported'],
];

test.for(FAULTS)('a function that %s is told as a fault', async ([_what, text, fault]) => {
  const { end, report } = await wakeFunction({ [text.includes('await new') ? 'index.mjs' : 'index.js']: text });
  expect(end).toBe('exit 1');
  expect(report.fault?.text).toBe(fault);
});
