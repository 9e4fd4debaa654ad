import { BenchError } from '../bench-error.ts';

/** A contender that ended, was too slow or answered wrongly: it is left out from there on, and the others go on. */
export class ContenderFailure extends BenchError {
  readonly contender: string;
  /** The end of what it wrote. */
  readonly output: string;

  constructor(contender: string, reason: string, output: string) {
    super(`${contender}: ${reason}`);
    this.contender = contender;
    this.output = output;
  }
}
