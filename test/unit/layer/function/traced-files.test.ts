import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { tracedFiles } from '../../../../layer/function/bundle/traced-files.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const READER = `
  import { readFileSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
`;

test('files of this machine that a function may read some day are not taken along', async () => {
  await using elsewhere = await temporaryFolder();
  await writeFile(join(elsewhere.path, 'secret.txt'), 'secret');
  await symlink('/nowhere', join(elsewhere.path, 'leads-nowhere'));
  const read = `readFileSync(join(tmpdir(), '${basename(elsewhere.path)}', name))`;
  expect(join(tmpdir(), basename(elsewhere.path))).toBe(elsewhere.path);
  expect(await filesOf(`${READER} export const handler = ({ name }) => ${read};`)).toEqual([]);
});

test('a link that leads nowhere is left out of a folder that a function reads', async () => {
  const read = `readFileSync(join(import.meta.dirname, 'assets', name))`;
  expect(await filesOf(`${READER} export const handler = ({ name }) => ${read};`)).toEqual(['assets/a.txt']);
});

/** Relative to the project, in which a folder of assets lies. */
async function filesOf(source: string): Promise<string[]> {
  await using project = await temporaryFolder();
  const entry = join(project.path, 'index.mjs');
  await mkdir(join(project.path, 'assets'));
  await writeFile(join(project.path, 'assets/a.txt'), 'a');
  await symlink('/nowhere', join(project.path, 'assets/leads-nowhere'));
  await writeFile(entry, source);
  const { files } = await tracedFiles(entry, project.path, []);
  return files.map((file) => file.slice(project.path.length + 1)).filter((file) => file !== 'index.mjs');
}
