/** What cannot be published or deployed, told in one line to the person who asked for it. */
export class CloudError extends Error {
  readonly isUserError = true;
}
