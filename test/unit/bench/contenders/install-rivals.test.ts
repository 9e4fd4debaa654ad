import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingBuildTools } from '../../../../bench/contenders/build-tools.ts';
import { installOfficialClient } from '../../../../bench/contenders/install-rivals.ts';
import { Progress } from '../../../../bench/progress.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const SILENT = new Progress({ write: () => true });

test('a machine without build tools is told which Debian packages bring them, and nothing is installed', async () => {
  await using rivals = await temporaryFolder({ 'package-lock.json': '{}' });
  const reason = await installOfficialClient(SILENT, { folder: rivals.path, searchPath: rivals.path });
  expect(reason).toBe(
    'not built: install the Debian packages cmake, autoconf, automake, libtool, g++, make, python3, xz-utils',
  );
});

test('a tool counts when it is executable, under any of its names', async () => {
  await using tools = await temporaryFolder();
  for (const name of ['cmake3', 'autoconf', 'automake', 'libtoolize', 'make', 'python3', 'xz']) {
    await writeFile(join(tools.path, name), '');
    await chmod(join(tools.path, name), 0o755);
  }
  await writeFile(join(tools.path, 'g++'), '', { mode: 0o644 });
  expect(await missingBuildTools(`/no/such/folder:${tools.path}`)).toEqual(['g++']);
});
