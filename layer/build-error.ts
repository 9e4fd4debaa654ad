/** A build that cannot go on, told in one line to the person who asked for it. */
export class BuildError extends Error {
  readonly isUserError = true;
}
