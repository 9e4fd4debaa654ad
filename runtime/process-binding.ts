import { hasNodeOption } from './init/node-options.ts';

/**
 * A part of Node.js's own that is native, without the modules around it; an object without anything where there is none.
 * `process.binding` is not documented: what is used of a part is to be checked first.
 */
export function processBinding(name: string): object {
  if (warnsOfBinding()) return {};
  try {
    return (Reflect.get(process, 'binding') as (name: string) => object)(name);
  } catch {
    // --permission forbids it.
    return {};
  }
}

/** Someone wants to hear of everything that is out of fashion; this is no news to a function's author. */
function warnsOfBinding(): boolean {
  return process.env.NODE_PENDING_DEPRECATION === '1' || hasNodeOption('--pending-deprecation');
}
