import type { MappedScript, StackFormat } from './stack-format.ts';
import { stackHeading } from './stack-heading.ts';

/**
 * Has the stacks of errors name the places in the sources of a bundle, as far below its folder as they were below the
 * project's. Nothing is loaded for that before the first stack is asked for; where something is missing stacks stay as
 * they are. Node.js would do so with --enable-source-maps, and read the map in every cold start.
 *
 * @param require that of the runtime's own file: what formats stacks lies beside it
 */
export function mapStacks(require: NodeJS.Require, of: MappedScript): void {
  let format: StackFormat | undefined;
  Error.prepareStackTrace = (error, frames) => {
    try {
      format ??= (require('./stacks.cjs') as typeof import('./stack-format.ts')).stackFormat(of);
      return format(error, frames);
    } catch {
      // A layer of an older version, or a stack that has no room left.
      return [stackHeading(error), ...frames].join('\n    at ');
    }
  };
}
