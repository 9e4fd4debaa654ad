import { note, refuse } from './findings.ts';
import { guard, observe } from './guard.ts';

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
  worker_threads: ['Worker', 'MessageChannel', 'BroadcastChannel'],
};

/** By module, what is no harm unless the function keeps it. */
const HANDLES: Keys = {
  crypto: [
    'createHash',
    'createHmac',
    'createCipheriv',
    'createDecipheriv',
    'createSecretKey',
    'createPublicKey',
    'createPrivateKey',
    'createSign',
    'createVerify',
    'X509Certificate',
    'Hash',
    'Hmac',
  ],
  perf_hooks: ['createHistogram', 'monitorEventLoopDelay', 'PerformanceObserver'],
  v8: ['Serializer', 'Deserializer'],
  vm: ['Script', 'createContext', 'runInNewContext', 'SourceTextModule'],
  zlib: ['createGzip', 'createGunzip', 'createDeflate', 'createInflate', 'createBrotliCompress', 'createUnzip'],
};

const REFUSED_GLOBALS = ['MessageChannel', 'BroadcastChannel'];
const GLOBAL_HANDLES = ['Blob', 'File', 'FinalizationRegistry', 'URLPattern'];

/** Refuses what of a module cannot be done on another machine, and notes where it makes what cannot be written down. */
export function watchModule(name: string, module: object): void {
  const parent = name.replace('/', '.');
  for (const key of REFUSED[name] ?? []) guard(module, key, () => refuse(`calls ${parent}.${key}()`));
  for (const key of HANDLES[name] ?? []) observe(module, key, () => note('handle', `${parent}.${key}`));
  if (name !== 'net') return;
  const { Socket, Server } = module as Record<'Socket' | 'Server', { prototype: object }>;
  guard(Socket.prototype, 'connect', () => refuse('opens a connection'));
  guard(Server.prototype, 'listen', () => refuse('listens'));
}

/** The same for what is global. */
export function watchGlobals(): void {
  for (const name of REFUSED_GLOBALS) guard(globalThis, name, () => refuse(`uses ${name}`));
  for (const name of GLOBAL_HANDLES) observe(globalThis, name, () => note('handle', name));
}
