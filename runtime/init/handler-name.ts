import { RuntimeError } from '../errors/runtime-error.ts';

/** `src/api/app.http.get` → folder `src/api`, module `app`, exports `['http', 'get']`. */
export interface HandlerName {
  /** Relative to the task root; empty for the task root itself. */
  readonly folder: string;
  /** File name without its extension. */
  readonly module: string;
  /** Path of properties from the module's exports to the handler. */
  readonly exports: readonly string[];
}

/** Splits the handler's name at its last slash, and the rest at its first dot. Throws RuntimeError. */
export function parseHandlerName(text: string): HandlerName {
  if (text.includes('..')) {
    throw new RuntimeError(
      'Runtime.MalformedHandlerName',
      `'${text}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const slash = text.lastIndexOf('/');
  const name = text.slice(slash + 1);
  const dot = name.indexOf('.');
  if (dot === -1) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  return {
    folder: text.slice(0, Math.max(slash, 0)),
    module: name.slice(0, dot),
    exports: name.slice(dot + 1).split('.'),
  };
}
