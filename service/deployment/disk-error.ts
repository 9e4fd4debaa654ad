/**
 * What to do with a failure of the disk that may be expected: nothing.
 *
 * @param codes such as `ENOENT`
 * @returns a function that takes an error and throws it when it is another one
 */
export function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Error && 'code' in error && codes.includes(String(error.code))) return undefined;
    throw error;
  };
}
