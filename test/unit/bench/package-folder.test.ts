import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { installPackages, isInstalled, type PackageFolder } from '../../../bench/package-folder.ts';
import { Progress } from '../../../bench/progress.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// A package of its own folder: npm asks no registry for it.
const FILES = {
  'package.json': '{"name":"some","version":"1.0.0","dependencies":{"own":"file:own"}}',
  'package-lock.json': JSON.stringify({
    name: 'some',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'some', version: '1.0.0', dependencies: { own: 'file:own' } },
      'node_modules/own': { resolved: 'own', link: true },
      own: { version: '1.0.0' },
    },
  }),
  'own/package.json': '{"name":"own","version":"1.0.0"}',
};

function packagesIn(folder: string, results: readonly string[] = []): PackageFolder {
  const searchPath = process.env.PATH ?? '';
  return { folder, doing: 'fetching', searchPath, scripts: false, results };
}

test('packages are installed once, with a word on what takes time, and again when the lock file has changed', async () => {
  await using folder = await temporaryFolder(FILES);
  const shown: string[] = [];
  const progress = new Progress({ write: (text) => shown.push(text) });
  const packages = packagesIn(folder.path, ['node_modules/own/package.json']);
  expect(isInstalled(packages)).toBe(false);
  expect(await installPackages(packages, progress)).toBe(undefined);
  expect(isInstalled(packages)).toBe(true);
  expect(shown.join('')).toContain('fetching: 0 s');
  // What is there already takes no npm.
  expect(await installPackages({ ...packages, searchPath: '' }, progress)).toBe(undefined);
  await writeFile(join(folder.path, 'package-lock.json'), `${FILES['package-lock.json']}\n`);
  expect(isInstalled(packages)).toBe(false);
});

test('a lock file that npm does not take is reported with the words of npm, in one line', async () => {
  await using folder = await temporaryFolder({ ...FILES, 'package-lock.json': '{}' });
  const reason = await installPackages(packagesIn(folder.path), new Progress({ write: () => true }));
  expect(reason).toMatch(/^npm ci failed \(exit 1\): .+/);
  expect(reason).not.toContain('\n');
  expect(existsSync(join(folder.path, 'node_modules/.installed-lock.json'))).toBe(false);
});

test('what npm has left out is missed', async () => {
  await using folder = await temporaryFolder(FILES);
  const packages = packagesIn(folder.path, ['node_modules/own/binary']);
  expect(await installPackages(packages, new Progress({ write: () => true }))).toBe(
    'npm ci made no node_modules/own/binary: there is none for this machine',
  );
});

test('a machine without npm is told so', async () => {
  await using folder = await temporaryFolder(FILES);
  const beside = existsSync(join(dirname(process.execPath), 'npm'));
  const searchPath = ['/no/such/folder'].join(delimiter);
  const reason = await installPackages({ ...packagesIn(folder.path), searchPath }, new Progress({ write: () => true }));
  expect(reason).toBe(beside ? undefined : 'npm cannot be started: spawn npm ENOENT');
});
