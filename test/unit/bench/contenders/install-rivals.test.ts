import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingBuildTools } from '../../../../bench/contenders/build-tools.ts';
import { installRivals } from '../../../../bench/contenders/install-rivals.ts';
import { Progress } from '../../../../bench/progress.ts';

const SILENT = new Progress({ write: () => true });

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'bench-rivals-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test('a machine without build tools is told which Debian packages bring them, and nothing is installed', async () => {
  await using rivals = await temporaryFolder();
  await writeFile(join(rivals.path, 'package-lock.json'), '{}');
  const reason = await installRivals(SILENT, { folder: rivals.path, searchPath: rivals.path });
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
