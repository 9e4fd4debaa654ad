/** A mistake of the person at the command line, or a state of the repository, told in one line. */
export class MutantsError extends Error {
  readonly isUserError = true;
}
