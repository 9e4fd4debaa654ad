import { isAscii } from 'node:buffer';
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { Module } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';
import { mapStacks } from '../errors/source-mapped-stack.ts';
import { leaveMark } from './loading-mark.ts';

/** What CommonJS makes of a file, and `snapboot function build` has compiled: exactly this text with V8's cached data. */
const WRAPPER = ['(function (exports, require, module, __filename, __dirname) {', '\n})'] as const;

// Whoever unpacks or copies both takes a moment.
const LEEWAY_MS = 2000;

type Wrapped = (
  this: unknown,
  exports: unknown,
  require: NodeJS.Require,
  module: Module,
  filename: string,
  dirname: string,
) => void;

/**
 * Loads a CommonJS file with the code that V8 has compiled of it before, and gives its exports; as `require` would,
 * compiling it anew, where V8 refuses the code: of another version, another processor, another length of the source.
 * V8 takes another source of the same length for the same, so a newer one is loaded without. It does not look for damage
 * within, either. So that damaged code costs no more than one start, a mark is left while it is
 * loaded: where the last start has not got beyond it, the code is left alone.
 */
export function loadCompiled(require: NodeJS.Require, file: string, compiled: string): unknown {
  if (statSync(file).mtimeMs > statSync(compiled).mtimeMs + LEEWAY_MS) {
    console.warn(`snapboot: ${file} is newer than ${compiled}, which is left alone`);
    return require(file);
  }
  const removeMark = leaveMark(compiled);
  if (removeMark === undefined) {
    console.warn(`snapboot: the last start ended while it loaded ${compiled}, this one does without`);
    return require(file);
  }
  // A function may exit while it is loaded: that is no damage.
  process.once('exit', removeMark);
  try {
    return runScript(file, compiled);
  } finally {
    process.off('exit', removeMark);
    removeMark();
  }
}

function runScript(file: string, compiled: string): unknown {
  const script = compile(file, compiled);
  if (script.cachedDataRejected) {
    console.debug(`snapboot: V8 ${process.versions.v8} on ${process.arch} cannot use ${compiled}`);
  }
  const module = new Module(file);
  const folder = dirname(file);
  const require = Module.createRequire(file);
  Object.assign(module, { filename: file, paths: require.resolve.paths('_'), require });
  require.cache[file] = module;
  mapStacks({ script: file, map: `${file}.map`, folder });
  (script.runInThisContext() as Wrapped).call(module.exports, module.exports, require, module, file, folder);
  module.loaded = true;
  return module.exports;
}

function compile(file: string, compiled: string): Script {
  const source = readWrapped(file);
  if (source.includes('import(')) hideLoaderWarning();
  return new Script(isAscii(source) ? source.toString('latin1') : source.toString(), {
    filename: file,
    // So that places in the first line are those of the file.
    columnOffset: -WRAPPER[0].length,
    cachedData: readFileSync(compiled),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** The file's bytes in the wrapper, copied once: half the time of joining texts. */
function readWrapped(file: string): Buffer {
  const [before, after] = WRAPPER;
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.allocUnsafeSlow(before.length + size + after.length);
    const read = readSync(descriptor, bytes, before.length, size, 0);
    bytes.write(before);
    bytes.write(after, before.length + read);
    return bytes.subarray(0, before.length + read + after.length);
  } finally {
    closeSync(descriptor);
  }
}

/** Node.js calls its own loader an experiment, once, where a script imports: in the log of a function that never asked. */
function hideLoaderWarning(): void {
  const { emitWarning } = process;
  process.emitWarning = (...args: unknown[]) => {
    if (!String(args[0]).startsWith('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER'))
      return Reflect.apply(emitWarning, process, args);
    process.emitWarning = emitWarning;
  };
}
