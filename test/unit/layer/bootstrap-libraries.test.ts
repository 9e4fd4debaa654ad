import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../../layer/command.ts';
import { repository } from '../../support/run-snapboot.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// What the bootstrap starts is a script here, that shows where the loader would look for libraries.
const LAYER = { 'bin/node': '#!/bin/sh\necho "$LD_LIBRARY_PATH"\n', 'lib/libatomic.so.1': '' };

test.runIf(process.platform === 'linux').each([
  ['the library beside the bootstrap is found', undefined, 'HERE/lib'],
  ['after what the function looks in', '/var/task/lib', '/var/task/lib:HERE/lib'],
  ['Lambda, which looks there anyway, is left as it is', '/var/task:HERE/lib', '/var/task:HERE/lib'],
  ['also where that is not the last', 'HERE/lib:/var/task', 'HERE/lib:/var/task'],
])('%s', async (_title, given, expected) => {
  await using folder = await temporaryFolder(LAYER);
  expect(await searchPath(folder.path, given)).toBe(expected.replace('HERE', folder.path));
});

test.runIf(process.platform === 'linux')('a layer without libraries changes nothing', async () => {
  await using folder = await temporaryFolder({ 'bin/node': LAYER['bin/node'] });
  expect(await searchPath(folder.path, undefined)).toBe('');
  expect(await searchPath(folder.path, '/var/task/lib')).toBe('/var/task/lib');
});

async function searchPath(folder: string, given: string | undefined): Promise<string> {
  await copyFile(`${repository}bootstrap/bootstrap.sh`, join(folder, 'bootstrap'));
  const variables = given === undefined ? [] : [`LD_LIBRARY_PATH=${given.replace('HERE', folder)}`];
  const result = await runCommand('env', ['-i', ...variables, '/bin/sh', join(folder, 'bootstrap')]);
  return result.state === 'ended' ? result.stdout.trim() : 'env is missing';
}
