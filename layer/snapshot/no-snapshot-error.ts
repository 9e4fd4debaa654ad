import { BuildError } from '../build-error.ts';

/** There is no snapshot of a function, for this reason, which is told behind `no snapshot: `. */
export class NoSnapshotError extends BuildError {
  constructor(reason: string, options?: ErrorOptions) {
    super(`no snapshot: ${reason}`, options);
  }
}
