import { expect, test } from 'vitest';
import { snapshotFunction } from '../support/snapshot-function.ts';

const HANDLER = 'export const handler = async () => typeof kept;';

/** What cannot be in a snapshot, by what the build says of it. Each stands in the second line of a package's module. */
const REFUSED: readonly (readonly [what: string, told: string, text: string])[] = [
  [
    'opens a connection',
    'opens a connection',
    `import net from 'node:net';\nexport const kept = new net.Socket().connect(9);`,
  ],
  ['listens', 'listens', `import net from 'node:net';\nexport const kept = net.createServer().listen(0);`],
  [
    'asks over HTTP',
    'calls http.request',
    `import http from 'node:http';\nexport const kept = http.request('http://127.0.0.1:9');`,
  ],
  ['fetches', 'calls fetch', `\nexport const kept = fetch('http://127.0.0.1:9').catch(() => {});`],
  [
    'asks for a name',
    'calls dns.lookup()',
    `import dns from 'node:dns';\nexport const kept = dns.lookup('localhost', () => {});`,
  ],
  [
    'starts a program',
    'calls child_process.execSync()',
    `import { execSync } from 'node:child_process';\nexport const kept = execSync('true');`,
  ],
  [
    'starts a worker',
    'calls worker_threads.Worker()',
    `import { Worker } from 'node:worker_threads';\nexport const kept = new Worker('', { eval: true });`,
  ],
  ['makes a Response', 'makes Response', `\nexport const kept = new Response('text');`],
  [
    'makes an object of a class that is loaded late',
    'makes an object of a class that extends http.Agent',
    `import { Agent } from 'node:http';\nclass Own extends Agent {} export const kept = new Own();`,
  ],
  [
    'takes a method of a class that is loaded late',
    'takes http.ServerResponse.prototype.writeHead',
    `import { ServerResponse } from 'node:http';\nexport const kept = ServerResponse.prototype.writeHead;`,
  ],
  [
    'asks whether WebAssembly is valid',
    'uses WebAssembly.validate',
    `\nexport const kept = WebAssembly.validate(new Uint8Array());`,
  ],
  [
    'calls what WebAssembly exports',
    'uses exports of WebAssembly.add',
    `\nexport const kept = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array())).exports.add(1, 2);`,
  ],
  ['sets its umask', 'calls process.umask()', `const before = process.umask();\nprocess.umask(before);`],
  [
    'makes a folder',
    'calls fs.mkdirSync()',
    `import fs from 'node:fs';\nfs.mkdirSync('/tmp/never', { recursive: true });`,
  ],
  [
    'writes a file',
    'calls fs.promises.writeFile()',
    `import fs from 'node:fs';\nawait fs.promises.writeFile('/tmp/never', '');`,
  ],
  [
    'opens a file to write',
    'opens a file to write, with fs.openSync()',
    `import fs from 'node:fs';\nfs.openSync('/tmp/never', 'a');`,
  ],
  [
    'waits with AbortSignal.timeout()',
    'calls AbortSignal.timeout()',
    `\nexport const kept = AbortSignal.timeout(1000);`,
  ],
  [
    'reads its process id',
    'reads process.pid: it would be the same in all that wake',
    `\nexport const kept = process.pid;`,
  ],
  [
    'reads the name of the machine',
    'reads os.hostname(): it would be the same in all that wake',
    `import os from 'node:os';\nexport const kept = os.hostname();`,
  ],
  [
    'reads the path of Node.js',
    'reads process.execPath: it would be the same in all that wake',
    `\nexport const kept = process.execPath;`,
  ],
];

test.each(REFUSED)(
  'a package that %s while it is loaded is refused with its name, the place and the reason',
  async (_what, told, text) => {
    const refused = snapshotFunction({
      'index.mjs': `import { kept } from 'own'; ${HANDLER}`,
      'node_modules/own/package.json': '{"name":"own","type":"module","exports":"./main.js"}',
      'node_modules/own/main.js': text,
    });
    await expect(refused).rejects.toThrow(`no snapshot: while it is loaded, own (node_modules/own/main.js:2) ${told}`);
  },
);

test('what is caught is refused nevertheless: the function would have gone another way', async () => {
  const text = `let kept = 'no';\ntry { new Request('http://localhost'); kept = 'yes'; } catch {}\nexport { kept };`;
  const refused = snapshotFunction({ 'index.mjs': `import { kept } from './own.mjs'; ${HANDLER}`, 'own.mjs': text });
  await expect(refused).rejects.toThrow('the function (own.mjs:2) makes Request');
});

test.each([
  [
    'a hash',
    `import { createHash } from 'node:crypto';\nexport const kept = createHash('sha256');`,
    'crypto.createHash',
  ],
  [
    'a key',
    `import { createSecretKey } from 'node:crypto';\nexport const kept = createSecretKey(Buffer.alloc(32));`,
    'crypto.createSecretKey',
  ],
  ['a script', `import vm from 'node:vm';\nexport const kept = new vm.Script('1');`, 'vm.Script'],
])('a module that keeps %s is refused with the place where it was made', async (_what, text, made) => {
  const refused = snapshotFunction({
    'index.mjs': `import { kept } from './own.mjs'; globalThis.all = kept; ${HANDLER}`,
    'own.mjs': text,
  });
  await expect(refused).rejects.toThrow(
    new RegExp(
      `^no snapshot: the function keeps what Node\\.js cannot write down \\(.*\\); it was made by ${made.replace('.', '\\.')} in the function \\(own\\.mjs:2\\)$`,
    ),
  );
});

test.each([
  ['net.BlockList', `import { BlockList } from 'node:net'; export const kept = new BlockList();`],
  ['zlib.Gzip', `import { Gzip } from 'node:zlib'; export const kept = new Gzip();`],
  [
    'crypto.createSecretKey',
    `import { createSecretKey } from 'node:crypto'; export const kept = createSecretKey('a', 'hex');`,
  ],
  [
    'crypto.subtle.importKey',
    `export const kept = await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt']);`,
  ],
  ['TextDecoder', `export const kept = new TextDecoder('utf-16le');`],
  [
    'fs.promises.open',
    `import { promises } from 'node:fs'; export const kept = await promises.open('/'); await kept.close();`,
  ],
])('what Node.js cannot write down is told with the place where it was made: %s', async (what, code) => {
  await expect(snapshotFunction({ 'index.mjs': code })).rejects.toThrow(
    `; it was made by ${what} in the function (index.mjs:1)`,
  );
});

test('a path of the folder that a function is built in is refused where it is kept', async () => {
  const refused = snapshotFunction({
    'index.mjs': `const kept = process.cwd() + '/data';\nexport const handler = async () => kept;`,
  });
  await expect(refused).rejects.toThrow(
    'no snapshot: the function keeps the path of the folder that it is built in: it reads process.cwd() in the function (index.mjs:1)',
  );
});

test('a function that does not load is a fault of its own, and one that never settles as well', async () => {
  await expect(snapshotFunction({ 'index.mjs': 'throw new TypeError("not today");' })).rejects.toThrow(
    'no snapshot: the function does not load: TypeError: not today (index.mjs:1)',
  );
  const waiting = { 'index.mjs': 'await new Promise(() => {}); export const handler = async () => 1;' };
  await expect(snapshotFunction(waiting)).rejects.toThrow(
    'no snapshot: the function does not load: Error: loading the function never settles',
  );
  const early = { 'index.mjs': 'export const kept = await WebAssembly.compile(new Uint8Array(8));' };
  await expect(snapshotFunction(early)).rejects.toThrow(
    'loading the function never settles; perhaps it waits for WebAssembly.compile in the function (index.mjs:1)',
  );
});

test('what the time and the machine are while a function is loaded is told as a warning', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': 'const begun = Date.now();\nexport const handler = async () => begun;',
  });
  expect(snapshot.warnings).toEqual([
    'while it is loaded, the function (index.mjs:1) reads Date.now(): awake it has that of the build',
  ]);
});
