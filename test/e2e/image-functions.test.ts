import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { imageFunction, imagesNeed } from '../support/image-function.ts';
import { compileAddon } from '../support/native-addon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const missing = await imagesNeed();
test.skipIf(missing)('a folder with node_modules starts from an image, and its modules stay as they are', async () => {
  await using built = await imageFunction(
    {
      'src/orders.ts': `import { own } from 'own'; import { readFileSync } from 'node:fs';
        const { add } = await import('./add.ts');
        export const handler = async ({ maps }: { maps?: boolean }): Promise<unknown> =>
          maps ? readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image') : add(2, own);`,
      'src/add.ts': `export const add = (one: number, other: number): number => one + other;`,
      'package.json': '{"type":"module"}',
      'node_modules/own/package.json': '{"name":"own","main":"own.js"}',
      'node_modules/own/own.js': 'exports.own = 40;',
    },
    ['--no-bundle'],
  );
  expect(built).toMatchObject({ mode: 'image', handler: 'src/orders.handler' });
  expect(await built.invoke({})).toEqual({ answer: 42, log: [] });
  expect(await built.invoke({ maps: true })).toEqual({ answer: true, log: [] });
  const other = await built.invoke({ maps: true }, { SNAPBOOT_BOOT: 'plain' });
  expect(other.answer).toBe(false);
});

test.skipIf(missing).for([
  ['in one file', []],
  ['in a folder with node_modules', ['--no-bundle']],
] as [string, readonly string[]][])(
  'a native addon has its memory after waking, and its threads: %s',
  async ([_how, args], context) => {
    const files = {
      'index.js': `const { count, work } = require('tried'); const { readFileSync } = require('node:fs');
      const loading = [count(), count()];
      exports.handler = async ({ asks }) => asks && [readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image'), loading, count(),
        await Promise.all([work(), work()]), count()];`,
      'node_modules/tried/package.json': '{"name":"tried","main":"main.js"}',
      'node_modules/tried/main.js': `module.exports = require('./build/tried.node');`,
    };
    const compiled = async (folder: string): Promise<void> => {
      const build = join(folder, 'node_modules/tried/build');
      await mkdir(build);
      await compileAddon(context, join(build, 'tried.node'));
    };
    await using built = await imageFunction(files, args, 'index.js', compiled);
    expect(built.mode).toBe('image');
    // Of data, of the heap of C, and of the thread's own storage; a new thread begins anew.
    const answer = [true, [10101, 20202], 30303, [1, 1], 40404];
    expect(await built.invoke({ asks: true })).toEqual({ answer, log: [] });
    const plain = await built.invoke({ asks: true }, { SNAPBOOT_BOOT: 'plain' });
    expect(plain.answer).toEqual([false, ...answer.slice(1)]);
  },
);

test.skipIf(missing)('its children and workers find what they would in a plain start', async () => {
  const tell = `({ execArgv: process.execArgv, execPath: process.execPath, argv: process.argv, options: process.env.NODE_OPTIONS,
    limit: require('node:v8').getHeapStatistics().heap_size_limit })`;
  const files = {
    'index.cjs': `const { fork } = require('node:child_process'); const { once } = require('node:events'); const { Worker } = require('node:worker_threads');
      const told = async (one) => (await once(one, 'message'))[0];
      exports.handler = async ({ asks }) => asks && [await told(fork(__dirname + '/child.cjs')), await told(new Worker(__dirname + '/worker.cjs'))];`,
    'child.cjs': `process.send(${tell});`,
    'worker.cjs': `require('node:worker_threads').parentPort.postMessage(${tell});`,
  };
  await using built = await imageFunction(files, ['--no-bundle']);
  const plain = await built.invoke({ asks: true }, { SNAPBOOT_BOOT: 'plain' });
  const found = plain.answer as readonly { readonly execPath: string; readonly options?: string }[];
  expect(found.map(({ options }) => options)).toEqual([undefined, undefined]);
  for (const { execPath } of found) expect(execPath).toMatch(/\/bin\/node$/);
  expect(await built.invoke({ asks: true })).toEqual(plain);
});

test.skipIf(missing)('a function that is loaded finds nothing of the machine in /etc', async () => {
  await using built = await imageFunction({
    'index.mjs': `import { existsSync, readFileSync } from 'node:fs';
      const kept = [readFileSync('/etc/hosts', 'utf8'), readFileSync('/etc/resolv.conf', 'utf8'), existsSync('/etc/shadow'), existsSync('/root'), existsSync('/home')];
      export const handler = async ({ asks }) => asks && kept;`,
  });
  const hosts = '127.0.0.1 localhost\n127.0.0.1 sandbox.localdomain sandbox\n';
  const answer = [hosts, 'nameserver 127.0.0.1\n', false, false, false];
  expect(await built.invoke({ asks: true })).toEqual({ answer, log: [] });
});

test.skipIf(missing)(
  'a function that has filled the space of young objects while loading has the limits of its memory',
  async () => {
    await using built = await imageFunction({
      'index.js': `
      for (let round = 0; round < 30; round += 1) {
        const kept = [];
        for (let index = 0; index < 200_000; index += 1) kept.push({ index, pair: [index, index + 1] });
      }
      const { getHeapStatistics } = require('node:v8');
      exports.handler = async () => getHeapStatistics().heap_size_limit;`,
    });
    expect(built).toMatchObject({ mode: 'image', warnings: [] });
    const plain = await built.invoke({}, { SNAPBOOT_BOOT: 'plain' });
    expect(await built.invoke({})).toEqual(plain);
  },
);

const [UUID, NANOID] = ['uuid', 'nanoid'].map((name) => fileURLToPath(import.meta.resolve(name)));

test.skipIf(missing).each([
  [
    'an ES module',
    'index.mjs',
    `import { extname } from 'node:path'; export const handler = async () => extname('a.b');`,
  ],
  ['CommonJS', 'index.cjs', `const { extname } = require('node:path'); exports.handler = async () => extname('a.b');`],
  ['TypeScript', 'index.ts', `enum End { B = '.b' }\nexport const handler = async (): Promise<End> => End.B;`],
  ['one that awaits', 'index.mjs', `const end = await Promise.resolve('.b'); export const handler = async () => end;`],
])('%s starts from its image, and answers', async (_what, file, text) => {
  await using built = await imageFunction({ [file]: text });
  expect(built).toMatchObject({ mode: 'image', warnings: [] });
  expect(await built.invoke({})).toEqual({ answer: '.b', log: [] });
});

const SOURCES = `import crypto, { getRandomValues, randomBytes, randomInt, randomUUID } from 'node:crypto';
  import { v1, v4, v6, v7 } from '${UUID}'; import { customAlphabet, nanoid } from '${NANOID}'; const custom = customAlphabet('0123456789abcdef', 24); const { random } = Math;
  const key = crypto.createPrivateKey({ key: Buffer.from('MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgobTIjKOPAoWaxrRLnwdxX5fXINLZ4qfGjsHiIFCTpKuhRANCAAR8c/QoL1il43Riq0sa7rhjfrQCsDVKIJMPJEAW5nuJ7lNc/LpjXYiOQ2nZ2XJ3mvoEdBala6YE51nvhJo7OASo', 'base64'), format: 'der', type: 'pkcs8' });
  const draw = () => ({ random: Math.random(), kept: random(), uuid: randomUUID(), global: globalThis.crypto.randomUUID(),
    uncached: randomUUID({ disableEntropyCache: true }), int: randomInt(2 ** 47), bytes: randomBytes(16).toString('hex'),
    values: getRandomValues(new Uint8Array(16)).join(), web: globalThis.crypto.getRandomValues(new Uint8Array(16)).join(),
    pair: crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }).x,
    signature: crypto.sign('sha256', Buffer.from('same'), key).toString('hex'), v1: v1(), v4: v4(), given: v4({}), v6: v6(), v7: v7(),
    nanoid: nanoid(), custom: custom() });`;

test.skipIf(missing).each([
  ['', `export const handler = async () => draw();`, []],
  [
    ' after all of it was drawn while it was loaded',
    `globalThis.early = draw(); export const handler = async () => draw();`,
    ['.', 'uuid', 'nanoid'],
  ],
])('two that wake at once draw nothing alike%s', async (_when, text, allowed) => {
  await using built = await imageFunction(
    { 'index.mjs': `${SOURCES} ${text}` },
    allowed.flatMap((name) => ['--allow-random', name]),
  );
  const [one, other] = await Promise.all([built.invoke({}), built.invoke({})]);
  const [first, second] = [one.answer, other.answer] as Record<string, unknown>[];
  expect(Object.keys(first ?? {})).toHaveLength(18);
  for (const [name, value] of Object.entries(first ?? {})) expect(second?.[name], name).not.toEqual(value);
});

test.skipIf(missing).each([
  ['uuid', UUID, 'v7', 'v7()'],
  ['nanoid', NANOID, 'customAlphabet', `customAlphabet('0123456789', 9)()`],
])(
  'the package %s is refused where it draws while it is loaded, with its place',
  async (name, file, imported, call) => {
    const text = `import { ${imported} } from '${file}'; const id = ${call}; export const handler = async () => id;`;
    const building = imageFunction({ 'index.mjs': text });
    await expect(building).rejects.toThrow(
      new RegExp(
        `^no image: while it is loaded, ${name} \\(\\S*node_modules/${name}/\\S+:\\d+\\) draws crypto\\.getRandomValues`,
      ),
    );
    await expect(building).rejects.toThrow(`--allow-random ${name} allows it`);
  },
);

test.skipIf(missing)(
  'what a package keeps of it as text would be the same in all that wake: that is noticed',
  async () => {
    const text = `import { nanoid } from '${NANOID}'; nanoid(); nanoid(); export const handler = async () => nanoid();`;
    await expect(imageFunction({ 'index.mjs': text }, ['--allow-random', 'nanoid'])).rejects.toThrow(
      'no image: from it, answers to the event {} are the same twice, which they are not without it',
    );
  },
);

test.skipIf(missing)('the stack of an error names the places in the sources', async () => {
  await using built = await imageFunction({
    'index.mjs': `import { fail } from './src/fails.mjs';\nexport const handler = async (event) => fail(event);`,
    'src/fails.mjs':
      '\n\nexport const fail = ({ message = "" }) => {\n  if (message) throw new RangeError(message);\n};',
  });
  const { answer } = await built.invoke({ message: 'far too long' });
  expect(answer).toMatchObject({ errorType: 'RangeError', errorMessage: 'far too long' });
  const { trace } = answer as { readonly trace: readonly string[] };
  expect(trace[1]).toBe('    at fail (/var/task/src/fails.mjs:4:22)');
});

test.skipIf(missing)('nothing of the machine that builds it is in an image, and no secret', async () => {
  await using built = await imageFunction(
    {
      'index.mjs': `import { homedir, userInfo } from 'node:os'; globalThis.kept = [homedir(), userInfo(), process.env.PLAIN];
        export const handler = async () => process.env.MY_SECRET;`,
    },
    ['--env', 'MY_SECRET=canary-of-a-secret', '--env', 'PLAIN=canary-of-none'],
  );
  const image = await built.image();
  const has = (text: string): boolean => image.includes(text) || image.includes(Buffer.from(text, 'utf16le'));
  expect(has('canary-of-none')).toBe(true);
  const { PATH = '', HOME = '' } = process.env;
  const own = ['canary-of-a-secret', PATH, process.cwd(), built.folder, ...(HOME.length > 6 ? [HOME] : [])];
  expect(own.filter(has)).toEqual([]);
  expect(await built.invoke({})).toEqual({ answer: 'canary-of-a-secret', log: [] });
});

test.skipIf(missing)('a primed function that copies all variables finds nothing of the build in them', async () => {
  const text = `import { readFileSync } from 'node:fs';
    export const handler = async ({ tell }) => {
      const copy = { ...process.env };
      const image = readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image');
      return tell ? { image, loader: Object.keys(copy).filter((name) => /^(LD_BIND_NOW|GLIBC_)/.test(name)) } : 1;
    };`;
  await using events = await temporaryFolder({ 'event.json': '{}' });
  await using built = await imageFunction({ 'index.mjs': text }, ['--primed', '--event', `${events.path}/event.json`]);
  expect(await built.invoke({ tell: true })).toEqual({ answer: { image: true, loader: [] }, log: [] });
});

test.skipIf(missing)('what a primed function signs with after waking are keys of its own', async () => {
  const signed: (string | undefined)[] = [];
  const api = createServer((request, response) => {
    signed.push(/Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1]);
    request.resume().once('end', () => response.end('<GetCallerIdentityResponse/>'));
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const endpoint = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const sdk = fileURLToPath(import.meta.resolve('@aws-sdk/client-sqs'));
  const text = `import { ListQueuesCommand, SQSClient } from '${sdk}'; const client = new SQSClient({});
    export const handler = async () => { await client.send(new ListQueuesCommand({})).catch(() => {}); return 1; };`;
  const keys = { AWS_ACCESS_KEY_ID: 'TRAINED', AWS_SECRET_ACCESS_KEY: 'canary-of-training', AWS_REGION: 'us-east-1' };
  Object.assign(process.env, keys);
  try {
    const told = ['--env', `AWS_ENDPOINT_URL=${endpoint}`, '--env', 'AWS_REGION'];
    const events = await temporaryFolder({ 'event.json': '{}' });
    await using _ = events;
    const all = ['--primed', '--network', 'host', '--event', `${events.path}/event.json`, ...told];
    await using built = await imageFunction({ 'index.mjs': text }, all);
    expect(new Set(signed)).toEqual(new Set(['TRAINED', 'REHEARSAL']));
    expect((await built.image()).includes('canary-of-training')).toBe(false);
    signed.length = 0;
    process.env.AWS_ACCESS_KEY_ID = 'AWAKE';
    expect(await built.invoke({})).toEqual({ answer: 1, log: [] });
    expect(signed).toEqual(['AWAKE']);
  } finally {
    for (const name of Object.keys(keys)) Reflect.deleteProperty(process.env, name);
    api.close();
    api.closeAllConnections();
  }
});

const [CERTIFICATE, KEY] = ['certificate.pem', 'key.pem'].map((name) =>
  fileURLToPath(new URL(`../../bench/workloads/test-only-tls/${name}`, import.meta.url)),
) as [string, string];
const ASKS = `import { once } from 'node:events'; import { readFileSync } from 'node:fs'; import { get } from 'node:https';
  export const handler = async ({ tell }) => {
    const image = readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image');
    const request = get(process.env.ENDPOINT, { agent: false });
    const said = await once(request, 'response').then(([response]) => response.resume().statusCode, ({ code }) => code);
    return tell ? { image, said } : said;
  };`;

test.skipIf(missing).each([
  ['that has loaded it', ['--image']],
  ['that has answered events', ['--primed', '--network', 'host']],
])('a function in an image of a process %s trusts whom it is told to at its start', async (_what, way) => {
  const identity = { cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) };
  const server = createSecureServer(identity, (_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    // Where it lies on the machine that builds, it lies nowhere on Lambda.
    await using machine = await temporaryFolder({ 'event.json': '{}' });
    const certificates = `${machine.path}/ca.pem`;
    await copyFile(CERTIFICATE, certificates);
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const told = ['--env', `NODE_EXTRA_CA_CERTS=${certificates}`, '--env', `ENDPOINT=${endpoint}`];
    await using built = await imageFunction({ 'index.mjs': ASKS }, [
      ...way,
      '--event',
      `${machine.path}/event.json`,
      ...told,
    ]);
    await copyFile(CERTIFICATE, `${built.folder}/ca.pem`);
    const wake = (file: string) => built.invoke({ tell: true }, { NODE_EXTRA_CA_CERTS: file });
    expect(await wake('/var/task/ca.pem')).toEqual({ answer: { image: true, said: 200 }, log: [] });
    const distrusted = { image: true, said: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    expect(await wake('')).toEqual({ answer: distrusted, log: [] });
    const { answer, log } = await wake('/var/task/none.pem');
    expect(answer).toEqual(distrusted);
    expect(log.join('\n')).toContain('Ignoring extra certs from `/var/task/none.pem`');
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
