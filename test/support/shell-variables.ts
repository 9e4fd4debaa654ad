import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'vitest';
import { bootFileText } from '../../layer/snapshot/boot-file.ts';
import { builtBootstrap, builtLayer } from './built-layer.ts';

/** The command that starts the bootstrap by a shell, which may be missing on a machine; Lambda's own is bash as `sh`. */
export const SHELLS: Readonly<Record<string, readonly string[]>> = {
  sh: ['/bin/sh'],
  dash: ['dash'],
  'bash as sh': ['bash', '--posix'],
  busybox: ['busybox', 'sh'],
};

// What the shell keeps for itself, whatever it finds: the folder, and what is of this process alone.
const OF_THE_SHELL = ['PWD', 'OLDPWD', 'SHLVL', '_'];
// What belongs to the bootstrap, Lambda or Node.js.
const WITH_A_MEANING = /^(?:PATH|TMPDIR|LD_LIBRARY_PATH|NODE_.*|AWS_.*|LAMBDA_.*|SNAPBOOT_.*|_HANDLER|_LAMBDA_.*)$/;

/** The command that starts the bootstrap by this shell; skips the test where the machine has none. */
export function bootstrapBy(shell: string, context: TestContext): readonly [string, ...string[]] {
  const [program = '/bin/sh', ...args] = SHELLS[shell] ?? [];
  const folders = program.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, program)))) context.skip(`there is no ${program}`);
  return [program, ...args, builtBootstrap()];
}

/**
 * Every word of the scripts that start Node.js, as a variable of the function: the names that they assign to are among
 * them, whatever those are.
 */
export function wordsAsVariables(): Record<string, string> {
  const bootFile = bootFileText({
    nodeVersion: '24.0.0',
    architecture: 'x86_64',
    variables: [],
    taskRoot: '/var/task',
  });
  const scripts = [readFileSync(builtBootstrap(), 'utf8'), bootFile];
  const words = scripts.flatMap((text) => text.match(/[a-zA-Z_]\w*/g) ?? []);
  const names = words.filter((word) => !WITH_A_MEANING.test(word) && !OF_THE_SHELL.includes(word));
  return Object.fromEntries(names.map((name) => [name, `redis://${name}`]));
}

/** Without what the shell sets for itself, and the trace header of the invocation. */
export function withoutShells(variables: Readonly<Record<string, string>>): Record<string, string> {
  const others = Object.entries(variables).filter(
    ([name]) => !OF_THE_SHELL.includes(name) && name !== '_X_AMZN_TRACE_ID',
  );
  return Object.fromEntries(others);
}

/** What the bootstrap adds to the variables it was given, and nothing else. */
export function addedByBootstrap(given: Readonly<Record<string, string>>): Record<string, string> {
  const layer = builtLayer();
  const nodeMajor = /nodejs\/node(\d+)\//.exec(readFileSync(builtBootstrap(), 'utf8'))?.[1];
  const taskRoot = given.LAMBDA_TASK_ROOT ?? '';
  const folders = [`/opt/nodejs/node${nodeMajor}/node_modules`, '/opt/nodejs/node_modules'];
  const managed = ['/var/runtime/node_modules', '/var/runtime', taskRoot];
  return {
    PATH: `${layer}/bin:${given.PATH}`,
    TMPDIR: given.TMPDIR ?? '/tmp',
    NODE_PATH: [...folders, ...managed].join(':'),
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${nodeMajor}.x`,
    ...(existsSync(`${layer}/lib/libatomic.so.1`) && { LD_LIBRARY_PATH: `${layer}/lib` }),
  };
}
