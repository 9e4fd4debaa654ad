import { randomBytes } from 'node:crypto';
import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CommandRun, runSnapboot } from '../support/run-snapboot.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const MB = 1024 * 1024;
const SOURCES = {
  'package.json': '{"type":"module"}',
  'large.mjs': `import { statSync } from 'node:fs';
    const { size } = statSync(new URL('./data', import.meta.url));
    export const handler = async () => size;`,
};

test('a zip that is too large for a request is written, and a line says what can be done with it', async () => {
  await using folder = await temporaryFolder(SOURCES);
  writeFileSync(join(folder.path, 'data'), randomBytes(51 * MB));
  const { code, stdout } = await build(folder);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^dist\/large for .*: plain, 51\.1 MB$/),
    expect.stringMatching(/^dist\/large\.zip: 51\.\d MB$/),
    'a zip of more than 50.0 MB cannot be sent to Lambda in a request, nor uploaded in its console, but through S3: snapboot function deploy dist/large --bucket NAME',
    '',
  ]);
  expect(code).toBe(0);
});

test('a function that does not fit beside the layer is built, and a line says so', async () => {
  await using folder = await temporaryFolder(SOURCES);
  sparseFile(join(folder.path, 'data'), 200 * MB);
  const { code, stdout } = await build(folder);
  expect(stdout.split('\n').at(-2)).toMatch(
    /^with snapboot's layer of \d+\.\d MB it is 3\d\d\.\d MB unpacked, and Lambda takes 250\.0 MB: on the layer it cannot be deployed, in a container image it can$/,
  );
  expect(code).toBe(0);
});

test('a function that Lambda would not unzip is not built', async () => {
  await using folder = await temporaryFolder(SOURCES);
  sparseFile(join(folder.path, 'data'), 250 * MB);
  const { code, stdout, stderr } = await build(folder);
  expect(stderr.split('\n').at(-2)).toMatch(
    /^snapboot: large is 250\.1 MB unpacked, and Lambda takes 250\.0 MB, layers included; data alone is 250\.0 MB: leave files out, or deploy a container image$/,
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(existsSync(join(folder.path, 'dist/large'))).toBe(false);
});

function build(folder: TemporaryFolder): Promise<CommandRun> {
  return runSnapboot(['function', 'build', 'large.mjs', '--plain'], { cwd: folder.path });
}

function sparseFile(path: string, bytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, bytes);
}
