/** A global that Node.js loads when it is read first. */
interface LazyGlobal {
  readonly name: string;
  /** The module of Node.js's own that comes with it, and with others alike: reading one loads it for all. */
  readonly module: string;
  /** Modules of other globals that come as well. */
  readonly brings: readonly string[];
}

const MESSAGES = 'internal/worker/io';
const WRITABLE = 'internal/webstreams/writablestream';
const READABLE = 'internal/webstreams/readablestream';
const TRANSFORM = 'internal/webstreams/transformstream';
const STRATEGIES = 'internal/webstreams/queuingstrategies';
const FILE = 'internal/file';
const COMPRESSION = 'internal/webstreams/compression';
const TEXTS = 'internal/webstreams/encoding';

// As in Node.js 24 and 26. What asks for a file or warns when it is read, such as `localStorage`, is none of them.
const LAZY_GLOBALS: readonly LazyGlobal[] = [
  // fetch, Request, Headers, FormData, WebSocket and others as well: 30 ms. The last two in Node.js 26.
  {
    name: 'Response',
    module: 'internal/deps/undici/undici',
    brings: [FILE, READABLE, WRITABLE, MESSAGES, COMPRESSION, TEXTS],
  },
  {
    name: 'CompressionStream',
    module: COMPRESSION,
    brings: [READABLE, WRITABLE, STRATEGIES, MESSAGES],
  },
  {
    name: 'TextDecoderStream',
    module: TEXTS,
    brings: [TRANSFORM, READABLE, WRITABLE, MESSAGES],
  },
  { name: 'TransformStream', module: TRANSFORM, brings: [READABLE, WRITABLE, MESSAGES] },
  { name: 'ReadableStream', module: READABLE, brings: [WRITABLE, MESSAGES] },
  { name: 'WritableStream', module: WRITABLE, brings: [MESSAGES] },
  { name: 'CountQueuingStrategy', module: STRATEGIES, brings: [] },
  { name: 'crypto', module: 'internal/crypto/webcrypto', brings: [] },
  { name: 'MessageChannel', module: MESSAGES, brings: [] },
  { name: 'File', module: FILE, brings: [] },
  { name: 'navigator', module: 'internal/navigator', brings: [] },
];

/** Names of the fewest globals that are to be read, so that these modules of Node.js's own are loaded. */
export function globalsFor(modules: readonly string[]): readonly string[] {
  const wanted = LAZY_GLOBALS.filter(({ module }) => modules.includes(module));
  const brought = wanted.flatMap(({ brings }) => brings);
  return wanted.filter(({ module }) => !brought.includes(module)).map(({ name }) => name);
}
