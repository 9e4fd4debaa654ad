import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { type LaunchOrder, launchScript } from '../../../../service/environments/launch-script.ts';

const ODD = `it's "odd" $HOME \`id\` \\ *\nsecond line`;

/** What the program writes that a shell becomes. */
function launch(order: Partial<LaunchOrder>): string {
  const script = launchScript({ program: '/bin/sh', variables: {}, cwd: tmpdir(), ...order });
  const { stdout } = spawnSync('/bin/sh', [], {
    input: `${script}echo the shell goes on\n`,
    encoding: 'utf8',
    env: { SHLVL: '7', PWD: '/', OLDPWD: '/etc' },
  });
  return stdout;
}

test('a shell becomes the program, with arguments and variables as they are', () => {
  const args = ['-c', 'printf "%s|%s" "$1" "$V"', 'sh', ODD];
  expect(launch({ args, variables: { V: ODD, 'no-name': 'x' } })).toBe(`${ODD}|${ODD}`);
});

test('the program starts in its folder, and reads nothing', () => {
  expect(launch({ args: ['-c', 'pwd -P; cat'], cwd: '/usr' })).toBe('/usr\n');
});

test('nothing starts in a folder that is not there', () => {
  expect(launch({ args: ['-c', 'echo started'], cwd: '/nowhere/at all' })).toBe('');
});

test('variables of the shell itself are not those of the program', () => {
  const variables = launch({ program: '/usr/bin/env', args: [], variables: { A: '1' } });
  // A shell that starts the program may set its last command.
  expect(variables.split('\n').filter((line) => line !== '' && !line.startsWith('_='))).toEqual(['A=1']);
});

test('the program may open as many files as in Lambda', () => {
  expect(launch({ args: ['-c', 'ulimit -n'] })).toBe('1024\n');
});
