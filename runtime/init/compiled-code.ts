import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Module } from 'node:module';
import { dirname } from 'node:path';
import type { Script } from 'node:vm';
import { checksum } from '../checksum.ts';
import { mapStacks } from '../errors/source-mapped-stack.ts';
import { type CodeFile, decodeCodeFile } from '../file-formats/code-file.ts';
import { leaveMark } from './loading-mark.ts';

/** What CommonJS makes of a file, and `snapboot function build` has compiled: exactly this text with V8's cached data. */
const WRAPPER = ['(function (exports, require, module, __filename, __dirname) {', '\n})'] as const;

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
 * compiling it anew, where V8 refuses the code: of another version, or another processor. V8 takes another source of the
 * same length for the same, so it is compared here; it does not look for damage within the code, either. So that damaged
 * code costs no more than one start, a mark is left while it is loaded: where the last start has not got beyond it, the
 * code is left alone.
 */
export function loadCompiled(require: NodeJS.Require, file: string, compiled: string): unknown {
  const code = decodeCodeFile(readFileSync(compiled));
  if (code === undefined) {
    console.debug(`snapboot: ${compiled} was made by another version of snapboot, and is left alone`);
    return require(file);
  }
  const script = readWrapped(file);
  if (!isMadeOf(code, script)) {
    console.warn(`snapboot: ${file} is not what ${compiled} was made of, which is left alone`);
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
    mapStacks(require, { script: file, map: `${file}.map`, stamp: code.script, folder: dirname(file) });
    return run(compile(script, file, code, compiled), file);
  } finally {
    process.off('exit', removeMark);
    removeMark();
  }
}

/** A file's text in the wrapper: copied once, which takes half the time of joining texts. */
interface WrappedScript {
  readonly whole: Buffer;
  /** That of the file alone. */
  readonly text: Buffer;
}

function readWrapped(file: string): WrappedScript {
  const [before, after] = WRAPPER;
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.allocUnsafeSlow(before.length + size + after.length);
    const end = before.length + readSync(descriptor, bytes, before.length, size, 0);
    bytes.write(before);
    bytes.write(after, end);
    return { whole: bytes.subarray(0, end + after.length), text: bytes.subarray(before.length, end) };
  } finally {
    closeSync(descriptor);
  }
}

function isMadeOf({ script }: CodeFile, { text }: WrappedScript): boolean {
  return script.bytes === text.length && script.checksum === checksum(text);
}

function compile(
  { whole }: WrappedScript,
  file: string,
  { isAscii, imports, code }: CodeFile,
  compiled: string,
): Script {
  if (imports) hideLoaderWarning();
  const { constants, Script } = process.getBuiltinModule('node:vm');
  const script = new Script(isAscii ? whole.toString('latin1') : whole.toString(), {
    filename: file,
    // So that places in the first line are those of the file.
    columnOffset: -WRAPPER[0].length,
    cachedData: code,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (script.cachedDataRejected) {
    console.debug(`snapboot: V8 ${process.versions.v8} on ${process.arch} cannot use ${compiled}`);
  }
  return script;
}

function run(script: Script, file: string): unknown {
  const { Module } = process.getBuiltinModule('node:module');
  const module = new Module(file);
  const require = Module.createRequire(file);
  Object.assign(module, { filename: file, paths: require.resolve.paths('_'), require });
  require.cache[file] = module;
  (script.runInThisContext() as Wrapped).call(module.exports, module.exports, require, module, file, dirname(file));
  module.loaded = true;
  return module.exports;
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
