import { BuildError } from '../../build-error.ts';

/** There is no image of a function, for this reason, which is told behind `no image: `. */
export class NoImageError extends BuildError {
  constructor(reason: string, options?: ErrorOptions) {
    super(`no image: ${reason}`, options);
  }
}
