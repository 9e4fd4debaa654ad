/** A mistake of the person at the command line, told in one line. */
export class UsageError extends Error {
  readonly isUserError = true;
}
