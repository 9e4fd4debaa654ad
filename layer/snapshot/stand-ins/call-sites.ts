import { isLoading } from './stage.ts';

const ASKED = [
  'getThis',
  'getTypeName',
  'getFunction',
  'getFunctionName',
  'getMethodName',
  'getFileName',
  'getLineNumber',
  'getColumnNumber',
  'getEvalOrigin',
  'isToplevel',
  'isEval',
  'isNative',
  'isConstructor',
  'isAsync',
  'isPromiseAll',
  'getPromiseIndex',
  'getScriptNameOrSourceURL',
  'getScriptHash',
  'toString',
] as const;

/** Call sites cannot be kept in a snapshot. Code that takes them from a stack, to say who has called it, gets copies. */
export function copyCallSites(): void {
  const { captureStackTrace, prepareStackTrace } = Error;
  Error.captureStackTrace = (target, caller) => {
    const hidden = caller ?? Error.captureStackTrace;
    if (!isLoading() || Error.prepareStackTrace === prepareStackTrace) return captureStackTrace(target, hidden);
    // V8 keeps the frames with the object that it has captured them for: not with the one that the function keeps.
    const holder = Object.create(target) as { stack?: unknown };
    captureStackTrace(holder, hidden);
    const { stack } = holder;
    const value = Array.isArray(stack) ? stack.map(copy) : stack;
    Object.defineProperty(target, 'stack', { value, writable: true, configurable: true });
  };
  const standIn = Error.captureStackTrace;
  undo = () => {
    if (Error.captureStackTrace === standIn) Error.captureStackTrace = captureStackTrace;
  };
}

let undo = (): void => {};

/** Takes the stand-in away. */
export function uncopyCallSites(): void {
  undo();
}

function copy(site: object): object {
  const answers = ASKED.flatMap((name) => {
    const method = Reflect.get(site, name) as (() => unknown) | undefined;
    if (typeof method !== 'function') return [];
    const answer = name === 'getThis' || name === 'getFunction' ? undefined : Reflect.apply(method, site, []);
    return [[name, () => answer] as const];
  });
  return Object.fromEntries(answers);
}
