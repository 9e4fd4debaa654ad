import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readCpio } from '../../../../layer/micro-vm/cpio.ts';
import { needsProgram } from '../../../support/needed-programs.ts';
import { seededBytes } from '../../../support/seeded-bytes.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const GUEST = fileURLToPath(new URL('../../../../layer/micro-vm/guest/', import.meta.url));

const MAIN = `
#include "parcel.h"
#include "text-list.h"
int main(int count, char **arguments) {
  FILE *archive = fopen(arguments[count - 2], "we");
  add_text(archive, "end", "code 3");
  for (char **path = read_text_list(arguments[count - 1]); *path; path++) add_file(archive, *path);
  add_text(archive, TRAILER, "");
  return fclose(archive);
}
`;

test('what process 1 writes to the disk is read as it was, whatever the length of names and files', async (context) => {
  await needsProgram(context, 'gcc');
  await using folder = await temporaryFolder({ 'main.c': MAIN });
  const contents = [0, 1, 2, 3, 4, 5, 65_535, 65_536, 65_537, 200_001].map((bytes, index) => {
    return { path: join(folder.path, `${'n'.repeat(index)}-${bytes}`), content: Buffer.from(seededBytes(1, 0, bytes)) };
  });
  for (const { path, content } of contents) await writeFile(path, content);
  const paths = [...contents.map(({ path }) => path), join(folder.path, 'missing')];
  await writeFile(join(folder.path, 'list'), paths.map((path) => `${path}\0`).join(''));
  await writeParcel(folder.path);
  const found = await readCpio(join(folder.path, 'parcel'));
  expect([...(found?.keys() ?? [])]).toEqual(['end', ...contents.map(({ path }) => path)]);
  expect(found?.get('end')?.toString()).toBe('code 3');
  for (const { path, content } of contents) expect(found?.get(path)?.equals(content), path).toBe(true);
});

test('of what is no file, process 1 says so in one line', async (context) => {
  await needsProgram(context, 'gcc');
  await using folder = await temporaryFolder({ 'main.c': MAIN });
  await mkdir(join(folder.path, 'folder'));
  await writeFile(join(folder.path, 'list'), `${folder.path}/folder\0`);
  await expect(writeParcel(folder.path)).rejects.toMatchObject({
    code: 127,
    stderr: `init: hands out files alone, not ${folder.path}/folder\n`,
  });
});

/** Runs the code of process 1 on this machine, with the compiler's checks at run time. */
async function writeParcel(folder: string): Promise<void> {
  const sources = ['parcel.c', 'text-list.c', 'fail.c'].map((name) => join(GUEST, name));
  const flags = ['-std=c11', '-D_GNU_SOURCE', '-fsanitize=address,undefined', '-fno-sanitize-recover', `-I${GUEST}`];
  const options = { cwd: folder, env: { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' } };
  await promisify(execFile)('gcc', [...flags, '-o', 'write-parcel', 'main.c', ...sources], options);
  await promisify(execFile)('./write-parcel', ['parcel', 'list'], options);
}
