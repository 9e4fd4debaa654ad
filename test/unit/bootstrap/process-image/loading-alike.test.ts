import { expect, test } from 'vitest';
import { type BootKind, bootFunction } from '../../../support/image-process.ts';
import { startRecordedRuntimeApi } from '../../../support/recorded-runtime-api.ts';

/** Modules that do things while they are loaded, by what they do. Each answers the same in a woken process as in a plain one. */
const MODULES: Readonly<Record<string, string>> = {
  'keeps process.stdout': `const { stdout } = process;
    stdout.write('while loading\\n');
    export const handler = async () => { stdout.write('written\\n'); return [stdout === process.stdout, stdout.fd, stdout.writable]; };`,
  'keeps process.stderr': `const write = process.stderr.write.bind(process.stderr);
    export const handler = async () => { write('written\\n'); return 1; };`,
  'keeps process.stdout, and writes more than a pipe takes': `const { stdout } = process;
    const line = (character) => character.repeat(300_000);
    export const handler = async () => { stdout.write(line('a') + '\\n'); console.log(line('b')); stdout.write(line('c') + '\\n'); };`,
  'makes a Console of process.stdout': `import { Console } from 'node:console';
    const own = new Console(process.stdout, process.stderr);
    export const handler = async () => { own.log('written', { a: 1 }); own.error('wrong'); return 1; };`,
  'logs, and keeps methods of the console': `const { log, warn } = console;
    log('loading', { a: 1 }); console.error('%s', 'wrong');
    export const handler = async () => { log('handling'); warn('warned'); console.debug('debugged'); return 1; };`,
  'puts its own method into the console': `const { info } = console;
    console.info = (...args) => info('own', ...args);
    export const handler = async () => { console.info('handling'); return 1; };`,
  'starts timers': `const fired = [];
    setTimeout((name) => fired.push(name), 20, 'timeout');
    const interval = setInterval(() => fired.push('interval') > 5 && clearInterval(interval), 10);
    export const handler = async () => { while (fired.length < 4) await new Promise((resolve) => setTimeout(resolve, 5)); return [fired.includes('timeout'), fired.includes('interval')]; };`,
  'starts timers that do not hold the process': `let fired = 0;
    const timer = setInterval(() => { fired++; }, 10).unref();
    setTimeout(() => {}, 30).unref();
    clearTimeout(setTimeout(() => {}, 40).unref());
    export const handler = async () => {
      while (fired < 2) await new Promise((resolve) => setTimeout(resolve, 40));
      await new Promise((resolve) => setTimeout(resolve, 30));
      return [timer.hasRef(), fired >= 2];
    };`,
  'makes what TLS needs': `import tls from 'node:tls';
    const context = tls.createSecureContext({ minVersion: 'TLSv1.3' });
    export const handler = async () => [typeof context.context, tls.createSecureContext(), context.context.constructor.name].map((each) => typeof each);`,
  warns: `const { emitWarning } = process; process.on('warning', ({ name }) => console.log('heard', name));
    emitWarning('careful', 'Early');
    export const handler = async () => { process.emitWarning('again', 'Late'); await new Promise((resolve) => setTimeout(resolve, 10)); return 1; };`,
  'takes classes of Node.js that it uses later': `import { Console } from 'node:console'; import { BlockList } from 'node:net';
    export const handler = async () => { new Console(process.stdout, process.stderr).log('written'); new console.Console(process.stdout).log('as well'); return new BlockList().rules; };`,
  'compiles WebAssembly': `const bytes = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11]);
    const compiled = WebAssembly.compile(bytes);
    const instance = WebAssembly.instantiate(bytes).then(({ instance }) => instance);
    const broken = WebAssembly.compile(new Uint8Array(3)).catch((error) => error.name);
    const module = new WebAssembly.Module(bytes);
    const { exports } = new WebAssembly.Instance(module, {});
    export const handler = async () => {
      const late = new WebAssembly.Instance(await compiled);
      return [exports.add(1, 2), late.exports.add(3, 4), (await instance).exports.add(5, 6), await broken, WebAssembly.Module.exports(await compiled)];
    };`,
  'leaves objects behind that others wait to be told of': `const told = [];
    const registry = new FinalizationRegistry((name) => told.push(name));
    for (let index = 0; index < 50; index++) registry.register({}, index);
    const signals = Array.from({ length: 50 }, () => AbortSignal.any([new AbortController().signal]).aborted);
    export const handler = async () => [signals.length, signals.includes(true), told.length <= 50, registry instanceof FinalizationRegistry];`,
  'extends a class of http': `import http, { Agent, IncomingMessage } from 'node:http';
    class Own extends Agent { get kind() { return 'own'; } }
    const request = Object.create(IncomingMessage.prototype);
    export const handler = async () => {
      const own = new Own({ keepAlive: true });
      return [own instanceof Agent, own instanceof http.Agent, own.kind, own.keepAlive, typeof own.getName({}), typeof request.setTimeout, request instanceof IncomingMessage, Own.name];
    };`,
  'extends a class whose objects have accessors': `import { ServerResponse } from 'node:http';
    class Own extends ServerResponse {}
    export const handler = async () => {
      let seen = '';
      const socket = { _writableState: {}, writable: true, on() {}, cork() {}, uncork() {}, write(data) { seen += data; return true; } };
      const own = new Own({ method: 'GET' });
      own.assignSocket(socket);
      own.end('hello');
      return [Object.hasOwn(own, 'socket'), own.socket === socket, seen.endsWith('hello')];
    };`,
  'streams its answer': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write('["streamed","' + typeof awslambda.HttpResponseStream.from);
      stream.end('","' + typeof awslambda.InvokeStore.getContext() + '"]');
    });`,
  'makes agents and servers': `import https from 'node:https'; import http from 'node:http';
    const agent = new https.Agent({ keepAlive: true, maxSockets: 7 });
    const server = http.createServer((request, response) => response.end('served'));
    server.on('listening', () => console.log('listening'));
    server.keepAliveTimeout = 1234;
    export const handler = async () => {
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const answer = await fetch('http://127.0.0.1:' + server.address().port).then((response) => response.text());
      server.closeAllConnections(); server.close();
      return [agent.maxSockets, agent instanceof https.Agent, typeof agent.destroy, answer, server.keepAliveTimeout];
    };`,
  'names constants and functions of http': `import { METHODS, STATUS_CODES, request, maxHeaderSize } from 'node:http'; import http from 'node:http';
    import * as all from 'node:http2';
    const codes = { ...STATUS_CODES };
    export const handler = async () => [METHODS, codes[404], typeof request, maxHeaderSize, http.maxHeaderSize, http.STATUS_CODES[418], Object.keys(http).length > 10, all.constants.HTTP2_HEADER_PATH, typeof all.connect];`,
  'exchanges a function of http': `import http from 'node:http';
    const { request } = http;
    http.request = function own(...args) { return request.apply(this, args); };
    export const handler = async () => [http.request.name, typeof request];`,
  'asks for globals that are loaded late': `const known = [typeof Response, typeof ErrorEvent, typeof globalThis.Storage, typeof globalThis.Request, typeof WebSocket, 'Headers' in globalThis, typeof fetch, typeof WebAssembly, typeof SharedArrayBuffer];
    const Kept = Response;
    export const handler = async () => [known, await new Response('text').text(), new Kept('x') instanceof Response, Response === globalThis.Response, new Headers({ a: 'b' }).get('a'), WebAssembly.validate(new Uint8Array())];`,
  'gets a Response of fetch': `import http from 'node:http';
    export const handler = async () => {
      const server = http.createServer((request, response) => response.end('served'));
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const response = await fetch('http://127.0.0.1:' + server.address().port);
      server.closeAllConnections(); server.close();
      return [response instanceof Response, response.constructor === Response, Response === globalThis.Response];
    };`,
  'has a class of the name of a global': `class Headers { own() { return 'own'; } }
    export const handler = async () => [new Headers().own(), globalThis.Headers === Headers, typeof new Response('').headers.get];`,
  'keeps objects of Intl': `const number = new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' });
    const { format } = new Intl.DateTimeFormat('en', { timeZone: 'UTC' });
    const rules = Intl.PluralRules.supportedLocalesOf('en');
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    export const handler = async () => [number.format(1234.5), number instanceof Intl.NumberFormat, format(0), number.formatToParts(1).length, rules, zone];`,
  'keeps argv and its flags': `const { argv, execArgv } = process;
    export const handler = async () => [argv === process.argv, argv, execArgv === process.execArgv, execArgv];`,
  'keeps process.env': `const { env } = process;
    env.SET_WHILE_LOADING = 'yes';
    export const handler = async () => [env.LATE, env.SET_WHILE_LOADING, 'LATE' in env, Object.keys(env).includes('LATE'), { ...env }.LATE];`,
  'asks where it is when it is called': `const here = () => [import.meta.url, import.meta.dirname, process.cwd()];
    export const handler = async () => here();`,
  'reads a file beside it': `import { readFileSync } from 'node:fs';
    const text = readFileSync(new URL('./package.json', import.meta.url), 'utf8');
    export const handler = async () => text;`,
  'listens to a signal': `let told = 0;
    process.on('SIGUSR2', () => { told++; });
    export const handler = async () => { process.kill(process.pid, 'SIGUSR2'); while (told === 0) await new Promise((resolve) => setTimeout(resolve, 5)); return told; };`,
  'watches asynchronous resources': `import { createHook } from 'node:async_hooks';
    let seen = 0;
    createHook({ init() { seen++; } }).enable();
    export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 5)); return seen > 0; };`,
  'asks for a package that is not there': `import own from './own.cjs';
    export const handler = async () => own;`,
  'keeps an AsyncLocalStorage, promises and buffers': `import { AsyncLocalStorage } from 'node:async_hooks';
    const storage = new AsyncLocalStorage(); const waiting = new Promise((resolve) => { globalThis.settle = resolve; });
    const bytes = Buffer.from('kept'); const url = new URL('https://example.com/a?b=c'); const seen = new WeakMap([[bytes, 1]]);
    export const handler = async () => { settle('settled'); return [storage.run(1, () => storage.getStore()), await waiting, bytes.toString(), url.searchParams.get('b'), seen.get(bytes)]; };`,
  'hashes what it does not keep': `import { createHash } from 'node:crypto';
    const digest = createHash('sha256').update('text').digest('hex');
    export const handler = async () => [digest, createHash('md5').update('x').digest('hex')];`,
};

// A name that the bundler cannot see.
const OPTIONAL = `const name = ['pg', 'native'].join('-');
  try { require(name); } catch ({ code, message }) { module.exports = [code, message.split('\\n')[0]]; }`;

/** What a function does that is loaded before the process sleeps, or as ever. */
async function seen(kind: BootKind, text: string): Promise<unknown> {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  const files = { 'index.mjs': text, 'own.cjs': OPTIONAL, 'package.json': '{"name":"tested"}' };
  const { end, stdout, stderr } = await bootFunction(kind, files, { api, env: { LATE: 'set late' } });
  expect(api.errors).toEqual([]);
  return shown({ responses: api.responses, stdout, stderr, end });
}

test.for(Object.entries(MODULES))(
  'a module that %s while it is loaded does the same in a woken process as in a plain one',
  async ([_what, text]) => {
    expect(await seen('function', text)).toEqual(await seen('plain', text));
  },
);

/** Without what differs from run to run. */
function shown(run: unknown): unknown {
  const text = JSON.stringify(run)
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME')
    .replaceAll(/\(node:\d+\)/g, '(node)')
    .replaceAll(/\/[^"]*?snapboot-test-\w+/g, 'FOLDER');
  return JSON.parse(text);
}
