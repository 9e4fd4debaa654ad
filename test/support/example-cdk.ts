import { createHash } from 'node:crypto';
import { cp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, runOrThrow } from './cached-folder.ts';
import { repository } from './run-snapboot.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const NPM_CI = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'];

/**
 * A copy of the examples in which the dependencies of the CDK one are installed. Node.js runs no TypeScript below
 * node_modules, where they are kept between runs.
 *
 * @throws an Error with the reason where npm cannot fetch them
 */
export async function examplesWithCdk(): Promise<TemporaryFolder> {
  const modules = await cdkModules();
  const copy = await temporaryFolder();
  const examples = `${repository}examples/`;
  // A user may have installed and deployed the example where it lies.
  const isSource = (path: string): boolean =>
    !/^cdk\/(node_modules|cdk\.out)|\/\.terraform/.test(path.slice(examples.length));
  await cp(examples, copy.path, { recursive: true, filter: isSource });
  await symlink(modules, join(copy.path, 'cdk/node_modules'));
  return copy;
}

async function cdkModules(): Promise<string> {
  const example = `${repository}examples/cdk`;
  const lock = await readFile(join(example, 'package-lock.json'));
  const key = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const folder = await cachedFolder(`snapboot-example-cdk-${key}`, async (temporary) => {
    for (const name of ['package.json', 'package-lock.json']) await cp(join(example, name), join(temporary, name));
    await runOrThrow('npm', NPM_CI, temporary);
  });
  return join(folder, 'node_modules');
}
