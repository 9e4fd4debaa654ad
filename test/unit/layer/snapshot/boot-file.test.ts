import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bootFileText } from '../../../../layer/snapshot/boot-file.ts';
import type { VariableRead } from '../../../../layer/snapshot/stand-ins/variables.ts';

const FITTING = { _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: '/nowhere' };

/** Why a snapshot does not fit, as the shell finds it; the snapshot itself is never there. */
function unfit(variables: readonly VariableRead[], env: Readonly<Record<string, string>>): string {
  const text = bootFileText({ nodeVersion: '24.1.2', architecture: 'arm64', variables });
  const fits = `fits() {\n${text.replace(/^\[ -s .*$/m, '')}}`;
  const script = `unfit() { printf %s "$1"; return 1; }\n${fits}\nfits 24.1.2 arm64 || :`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: { ...FITTING, ...env } });
}

test.each<[string, VariableRead, Readonly<Record<string, string>>, boolean]>([
  ['the same value', ['NAME', 'a'], { NAME: 'a' }, true],
  ['another value', ['NAME', 'a'], { NAME: 'b' }, false],
  ['no value', ['NAME', 'a'], {}, false],
  ['an empty value', ['NAME', ''], { NAME: '' }, true],
  ['no value instead of an empty one', ['NAME', ''], {}, false],
  ['none, as before', ['NAME', null], {}, true],
  ['an empty value instead of none', ['NAME', null], { NAME: '' }, false],
  ['quotes and what a shell would expand', ['NAME', `'"$(exit)\`\\\n*`], { NAME: `'"$(exit)\`\\\n*` }, true],
  ['a lonely bracket', ['NAME', ']'], { NAME: ']' }, true],
  ['an operator of test', ['NAME', '-n'], { NAME: '-n' }, true],
])('a variable with %s', (_what, read, env, fits) => {
  expect(unfit([read], env) === '').toBe(fits);
});

test('what does not fit is told with the name of the variable, never with its value', () => {
  expect(unfit([['TABLE', 'orders']], { TABLE: 'others' })).toBe('TABLE had another value when it was built');
});

test.each([
  [{ _HANDLER: 'other.handler' }, 'it is for another handler than other.handler'],
  [{ AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrap' }, 'there is an AWS_LAMBDA_EXEC_WRAPPER'],
  [{ NODE_OPTIONS: '--no-warnings' }, 'NODE_OPTIONS was not set when it was built'],
])('%o does not fit', (env, told) => {
  expect(unfit([], env)).toBe(told);
});
