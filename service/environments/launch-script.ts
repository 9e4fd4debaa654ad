import { shellWord } from '../processes/shell-word.ts';

/** What a shell needs to become a program. */
export interface LaunchOrder {
  /** Absolute path, as processes inside the sandbox see it. */
  readonly program: string;
  readonly args?: readonly string[];
  /** All variables that the program gets; names that no shell takes are left out. */
  readonly variables: Readonly<Record<string, string>>;
  /** Absolute path of the working directory, as processes inside see it. */
  readonly cwd: string;
}

/** Open files that one process may have in Lambda. */
const OPEN_FILES_LIMIT = 1024;

/**
 * The script that a waiting shell reads from its standard input; its last line turns the shell into the program.
 * With variables in here, and not in the environment of that shell, no LD_PRELOAD of a function reaches the sandbox's
 * own program.
 */
export function launchScript({ program, args = [], variables, cwd }: LaunchOrder): string {
  const named = Object.entries(variables).filter(([name]) => /^[A-Za-z_]\w*$/.test(name));
  return [
    `ulimit -n ${OPEN_FILES_LIMIT} 2>/dev/null`,
    `cd ${shellWord(cwd)} || exit 1`,
    // The shell and the sandbox have set these.
    'unset PWD OLDPWD SHLVL',
    ...named.map(([name, value]) => `export ${name}=${shellWord(value)}`),
    `exec ${[program, ...args].map(shellWord).join(' ')} </dev/null\n`,
  ].join('\n');
}
