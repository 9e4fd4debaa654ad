// Run in a plain Node.js: writes its version and what properties have that a snapshot cannot hold, as JSON.
const { builtinModules } = require('node:module');

const MODULES = ['http', 'https', 'http2', 'tls', 'sqlite', 'repl', 'ffi', 'sea', 'test'];
const GLOBALS = [
  'CloseEvent',
  'ErrorEvent',
  'EventSource',
  'FormData',
  'Headers',
  'MessageEvent',
  'Request',
  'Response',
  'SharedArrayBuffer',
  'Storage',
  'WebAssembly',
  'WebSocket',
  'fetch',
  'localStorage',
  'sessionStorage',
];

process.removeAllListeners('warning');

function shapeOf(value) {
  if (typeof value === 'function') return functionShape(value);
  if (isPlain(value)) return { kind: 'constant', value };
  return { kind: 'object' };
}

function functionShape(value) {
  const methods = [];
  for (let at = value.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    methods.push(...Object.getOwnPropertyNames(at));
  }
  return {
    kind: 'function',
    name: value.name,
    length: value.length,
    methods: [...new Set(methods)].filter((name) => name !== 'constructor'),
  };
}

/** Whether it is what JSON says of it. */
function isPlain(value) {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return false;
  return Object.values(value).every(isPlain);
}

function moduleShape(name) {
  const module = require(`node:${name}`);
  return Object.fromEntries(Object.keys(module).map((key) => [key, shapeOf(module[key])]));
}

const known = MODULES.filter((name) => builtinModules.includes(name) || builtinModules.includes(`node:${name}`));
const modules = Object.fromEntries(known.map((name) => [name, moduleShape(name)]));
const defined = GLOBALS.filter((name) => name in globalThis);
const objects = ['localStorage', 'sessionStorage'];
const globals = Object.fromEntries(
  // Reading a storage asks for its file.
  defined.map((name) => [name, objects.includes(name) ? { kind: 'object' } : shapeOf(globalThis[name])]),
);
process.stdout.write(JSON.stringify({ nodeVersion: process.versions.node, modules, globals }));
