/**
 * What functions use of Node.js, and a start without an image loads when it is asked for. What is in this list costs no
 * time after waking, and memory in the image: see the README for what each has added.
 */
const MODULES = [
  // Under every call of an AWS SDK: signatures, connections, bodies, retries.
  'node:https',
  'node:http',
  'node:tls',
  'node:net',
  'node:crypto',
  'node:stream',
  'node:stream/promises',
  'node:zlib',
  'node:dns',
  'node:timers/promises',
  // SDKs read profiles and credentials of files, and ask where home is.
  'node:fs/promises',
  'node:os',
  'node:path',
  'node:child_process',
  // What loggers, tracers, routers and validators begin with.
  'node:async_hooks',
  'node:perf_hooks',
  'node:diagnostics_channel',
  'node:util',
  'node:events',
  'node:buffer',
  'node:assert',
  'node:url',
  'node:querystring',
  'node:string_decoder',
  'node:module',
  'node:tty',
  // gRPC and the streams of Bedrock, Transcribe, Kinesis.
  'node:http2',
] as const;

/** Globals that Node.js loads where they are read first. */
const GLOBALS = [
  'fetch',
  'Headers',
  'Request',
  'Response',
  'FormData',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'CompressionStream',
  'TextDecoderStream',
  'Blob',
  'URL',
  'URLSearchParams',
  'AbortController',
  'TextEncoder',
  'TextDecoder',
  'crypto',
  'performance',
  'structuredClone',
  'MessageChannel',
] as const;

/** Loads them. */
export function warmModules(): void {
  for (const name of MODULES) process.getBuiltinModule(name);
  for (const name of GLOBALS) void Reflect.get(globalThis, name);
}
