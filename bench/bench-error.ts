/** Something the person at the terminal can act on: its message, in one line, is all they see. */
export class BenchError extends Error {
  readonly isUserError = true;
}
