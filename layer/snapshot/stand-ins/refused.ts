import { note, refuse } from './findings.ts';
import { guard, observe, observeGetter } from './guard.ts';
import { watchWrittenFiles } from './written-files.ts';

type Keys = Readonly<Record<string, readonly string[]>>;

/** By module, what reaches out of the process: it would be done once, on the build machine, never where it runs. */
const REFUSED: Keys = {
  child_process: ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'],
  cluster: ['fork', 'setupPrimary'],
  dgram: ['createSocket', 'Socket'],
  dns: ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveSrv', 'resolveTxt', 'reverse', 'Resolver'],
  'dns/promises': ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveSrv', 'resolveTxt', 'reverse', 'Resolver'],
  fs: ['watch', 'watchFile'],
  inspector: ['open', 'Session'],
  net: ['connect', 'createConnection'],
  readline: ['createInterface', 'Interface'],
  'timers/promises': ['setInterval'],
  os: ['setPriority'],
  v8: ['setFlagsFromString'],
  worker_threads: ['Worker', 'MessageChannel', 'BroadcastChannel'],
};

/** By module, what is no harm unless the function keeps it. */
const HANDLES: Keys = {
  crypto: [
    'createDiffieHellman',
    'createDiffieHellmanGroup',
    'createECDH',
    'createHash',
    'createHmac',
    'createCipheriv',
    'createDecipheriv',
    'createSecretKey',
    'createPublicKey',
    'createPrivateKey',
    'createSign',
    'createVerify',
    'diffieHellman',
    'getDiffieHellman',
    'DiffieHellman',
    'DiffieHellmanGroup',
    'ECDH',
    'X509Certificate',
    'Hash',
    'Hmac',
  ],
  'fs/promises': ['open'],
  perf_hooks: ['createHistogram', 'monitorEventLoopDelay', 'PerformanceObserver'],
  v8: ['Serializer', 'Deserializer'],
  vm: ['Script', 'createContext', 'runInNewContext', 'SourceTextModule'],
};

/** By module, such classes that are loaded when they are read first. */
const LATE_HANDLES: Keys = { net: ['BlockList', 'SocketAddress'] };

const REFUSED_GLOBALS = ['MessageChannel', 'BroadcastChannel'];
const GLOBAL_HANDLES = [
  'Blob',
  'CompressionStream',
  'DecompressionStream',
  'File',
  'FinalizationRegistry',
  'URLPattern',
];
const PROCESS_STATE = ['setegid', 'seteuid', 'setgid', 'setgroups', 'setuid', 'umask'];
const KEY_MAKERS = ['deriveKey', 'generateKey', 'importKey', 'unwrapKey'];

/** Refuses what of a module cannot be done on another machine, and notes where it makes what cannot be written down. */
export function watchModule(name: string, module: object): void {
  const parent = name.replace('/', '.');
  for (const key of REFUSED[name] ?? []) guard(module, key, () => refuse(`calls ${parent}.${key}()`));
  for (const key of handlesOf(name, module)) observe(module, key, () => note('handle', `${parent}.${key}`));
  for (const key of LATE_HANDLES[name] ?? []) observeGetter(module, key, () => note('handle', `${parent}.${key}`));
  if (name === 'util') watchDecoders(module, 'util.TextDecoder');
  if (name === 'dns') watchModule('dns/promises', Reflect.get(module, 'promises') as object);
  if (name === 'fs') watchModule('fs/promises', Reflect.get(module, 'promises') as object);
  if (name.startsWith('fs')) watchWrittenFiles(module, parent);
  if (name !== 'net') return;
  const { Socket, Server } = module as Record<'Socket' | 'Server', { prototype: object }>;
  guard(Socket.prototype, 'connect', () => refuse('opens a connection'));
  guard(Server.prototype, 'listen', () => refuse('listens'));
}

function handlesOf(name: string, module: object): readonly string[] {
  // Each is a class, or makes an object of one.
  if (name === 'zlib') return Object.keys(module).filter((key) => /^(create)?[A-Z]/.test(key));
  return HANDLES[name] ?? [];
}

/** The same for what is global. */
export function watchGlobals(): void {
  for (const name of REFUSED_GLOBALS) guard(globalThis, name, () => refuse(`uses ${name}`));
  for (const name of GLOBAL_HANDLES) observe(globalThis, name, () => note('handle', name));
  watchDecoders(globalThis, 'TextDecoder');
  for (const name of PROCESS_STATE)
    guard(process, name, (go, args) => (args.length === 0 ? go() : refuse(`calls process.${name}()`)));
  for (const name of KEY_MAKERS) observe(crypto.subtle, name, () => note('handle', `crypto.subtle.${name}`));
}

/** Those of other encodings than these hold on to ICU. */
function watchDecoders(target: object, what: string): void {
  guard(target, 'TextDecoder', (go) => {
    const decoder = go() as { readonly encoding: string };
    if (!['utf-8', 'windows-1252'].includes(decoder.encoding)) note('handle', what);
    return decoder;
  });
}
