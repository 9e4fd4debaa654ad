import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { repository } from '../../../../support/run-snapboot.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const SETTINGS = [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
] as const;

/** What the compiler says of a file in a project of a user's, which has snapboot among its packages. */
async function faultsOf(file: string, module: string, resolution: string): Promise<string> {
  await using project = await temporaryFolder({ 'package.json': '{"type":"module"}' });
  await mkdir(join(project.path, 'node_modules'));
  await symlink(repository, join(project.path, 'node_modules/snapboot'));
  await cp(join(repository, 'test/fixtures/typed-hooks', file), join(project.path, file));
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', module, '--moduleResolution', resolution];
  const tsc = join(repository, 'node_modules/.bin/tsc');
  const run = promisify(execFile)(tsc, [...options, '--types', '', file], { cwd: project.path });
  const { stdout } = await run.catch((error: { readonly stdout: string }) => error);
  return stdout;
}

test.each(SETTINGS)('hooks are typed for users: module %s, found as by %s', async (module, resolution) => {
  expect(await faultsOf('function.ts', module, resolution)).toBe('');
});

test.each(SETTINGS)('what is no hook is told: module %s, found as by %s', async (...setting) => {
  const faults = await faultsOf('mistakes.ts', ...setting);
  const codes = [...faults.matchAll(/^mistakes\.ts\((\d+),\d+\): error (TS\d+)/gm)].map(([, line, code]) => [
    line,
    code,
  ]);
  expect(codes).toEqual([
    ['3', 'TS2345'],
    ['4', 'TS2345'],
    ['5', 'TS2554'],
  ]);
});

test('they can be imported without a build, and do nothing', async () => {
  const code = `import { afterRestore, afterWaking, beforeImage, beforeSnapshot } from 'snapboot';
    console.log([afterRestore, afterWaking, beforeImage, beforeSnapshot].map((hook) => hook(() => 1)));`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: repository });
  expect((await run).stdout).toBe('[ undefined, undefined, undefined, undefined ]\n');
});
