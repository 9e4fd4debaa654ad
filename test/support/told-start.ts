import { execFile } from 'node:child_process';

const MAX_OUTPUT = 16 * 2 ** 20;

/** What a bootstrap has started, as the Node.js of a `SmallLayer` tells it. */
export interface ToldStart {
  readonly code: number | string;
  readonly stderr: string;
  /** Of Node.js, without its own path. */
  readonly arguments: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** Starts a bootstrap with these variables and no others. */
export async function toldStart(
  bootstrap: string,
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<ToldStart> {
  return new Promise((resolve) => {
    execFile(bootstrap, { env, cwd, maxBuffer: MAX_OUTPUT }, (error, stdout, stderr) => {
      const [told = '', ...others] = stdout.split('\0');
      const lines = told.split('\n');
      const variables = [lines.at(-1) ?? '', ...others].filter((line) => line.includes('=')).map(nameAndValue);
      const code = error === null ? 0 : (error.signal ?? error.code ?? -1);
      resolve({ code, stderr, arguments: lines.slice(0, -1), variables: Object.fromEntries(variables) });
    });
  });
}

function nameAndValue(line: string): readonly [string, string] {
  const end = line.indexOf('=');
  return [line.slice(0, end), line.slice(end + 1)];
}
