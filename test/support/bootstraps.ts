import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'vitest';
import { majorVersion } from '../../layer/build-plan.ts';
import { builtLayer, builtVersion, shellLayer } from './built-layer.ts';

/** What starts a function, and the folder that it lies in. */
export interface TestedBootstrap {
  readonly command: readonly [string, ...string[]];
  readonly layer: string;
}

// The command that starts the script by a shell, which may be missing on a machine; Lambda's own is bash as `sh`.
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  'its first line': [],
  sh: ['/bin/sh'],
  dash: ['dash'],
  'bash as sh': ['bash', '--posix'],
  busybox: ['busybox', 'sh'],
};
const BUILT = 'the bootstrap of the layer';

/** Names of all bootstraps: what the layer was built with, and the script by several shells. */
export const BOOTSTRAPS: readonly string[] = [BUILT, ...Object.keys(SHELLS).map((shell) => `the script by ${shell}`)];

/** Those that differ in what they are, whatever the shell. */
export const KINDS_OF_BOOTSTRAP: readonly string[] = BOOTSTRAPS.slice(0, 2);

// What the shell keeps for itself, whatever it finds: the folder, and what is of this process alone.
const OF_THE_SHELL = ['PWD', 'OLDPWD', 'SHLVL', '_'];
// What belongs to the bootstrap, Lambda or Node.js.
const WITH_A_MEANING = /^(?:PATH|TMPDIR|LD_LIBRARY_PATH|NODE_.*|AWS_.*|LAMBDA_.*|SNAPBOOT_.*|_HANDLER|_LAMBDA_.*)$/;

/** One of the bootstraps; skips the test where the machine has no such shell. */
export function bootstrapBy(name: string, context: TestContext): TestedBootstrap {
  if (name === BUILT) return { command: [join(builtLayer(), 'bootstrap')], layer: builtLayer() };
  const [program, ...args] = SHELLS[name.slice('the script by '.length)] ?? [];
  const script = join(shellLayer(), 'bootstrap');
  if (program === undefined) return { command: [script], layer: shellLayer() };
  const folders = program.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, program)))) context.skip(`there is no ${program}`);
  return { command: [program, ...args, script], layer: shellLayer() };
}

/**
 * Every word of the script that starts Node.js, as a variable of the function: the names that it assigns to are among
 * them, whatever those are.
 */
export function wordsAsVariables(): Record<string, string> {
  const words = readFileSync(join(shellLayer(), 'bootstrap'), 'utf8').match(/[a-zA-Z_]\w*/g) ?? [];
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

/** What the bootstrap of a layer adds to the variables it was given, and nothing else. */
export function addedByBootstrap(given: Readonly<Record<string, string>>, layer: string): Record<string, string> {
  const nodeMajor = majorVersion(builtVersion());
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
