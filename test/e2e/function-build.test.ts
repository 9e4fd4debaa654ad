import { execFile } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { FUNCTION_HOT_PAGES } from '../../layer/boot-file/function-boot-file.ts';
import type { FunctionManifest } from '../../layer/function/function-manifest.ts';
import { sha256 } from '../../layer/layer-manifest.ts';
import { type CommandRun, runSnapboot } from '../support/run-snapboot.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const SOURCES = {
  'package.json': '{"name":" of greetings","type":"module"}',
  'greeter.ts': `import { readFileSync } from 'node:fs';
    const { name: project } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));
    const greeting = readFileSync(new URL('./greeting.txt', import.meta.url), 'utf8');
    export const handler = async ({ name }: { name: string }): Promise<string> => {
      await import('node:readline');
      if (name === 'nobody') throw new RangeError('nobody is there');
      return greeting + name + project;
    };`,
  'greeting.txt': 'Hello ',
  'event.json': '{"name":"Ada"}',
};

async function build(folder: TemporaryFolder, ...args: readonly string[]): Promise<CommandRun> {
  return await runSnapboot(['function', 'build', 'greeter.ts', ...args], { cwd: folder.path });
}

async function builtManifest(folder: TemporaryFolder): Promise<FunctionManifest> {
  return JSON.parse(await readFile(join(folder.path, 'dist/greeter/snapboot.json'), 'utf8')).built;
}

/** What a build makes on every machine: not every one can tell what a start reads. */
async function builtFiles(folder: TemporaryFolder): Promise<readonly string[]> {
  const entries = await readdir(join(folder.path, 'dist/greeter'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const paths = files.map((file) => relative(join(folder.path, 'dist/greeter'), file));
  return paths.filter((path) => path !== FUNCTION_HOT_PAGES).toSorted();
}

test('a function is built with a sample event, and answers as before', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const { code, stdout, stderr } = await build(folder, '--event', 'event.json', '--trials', '2');
  // What takes more than a moment says so.
  expect({ code, stderr: stderr.replaceAll(/^layer: .*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('dist/greeter for ');
  expect(stdout).toMatch(/^loaded in init, since the events need it: .*readline/m);
  expect(stdout).toMatch(/^compiled, 1769 MB +\d+\.\d +\d+\.\d +\d+\.\d$/m);
  expect(await builtFiles(folder)).toEqual([
    'greeting.txt',
    'index.js',
    'index.js.cache',
    'index.js.map',
    'index.js.map.index',
    'package.json',
    'snapboot.json',
  ]);
  expect((await stat(join(folder.path, 'dist/greeter.zip'))).size).toBeGreaterThan(1000);
  const run = await runSnapboot(['run', 'dist/greeter', '--event', '{"name":"Bob"}', '--times', '2'], {
    cwd: folder.path,
  });
  expect(run.stdout.match(/out +"Hello Bob of greetings"/g)).toHaveLength(2);
});

test('the manifest says what the function was built for, and holds the hash of each file', async () => {
  await using folder = await temporaryFolder(SOURCES);
  await build(folder, '--event', 'event.json', '--trials', '0');
  const manifest = await builtManifest(folder);
  expect(manifest).toMatchObject({ format: 1, mode: 'compiled', events: ['event.json'], figures: [] });
  expect(manifest.node).toMatch(/^24\.\d+\.\d+$/);
  const names = await builtFiles(folder);
  const listed = manifest.files.map(({ path }) => path).filter((path) => path !== FUNCTION_HOT_PAGES);
  expect(listed.toSorted()).toEqual(names.filter((name) => name !== 'snapboot.json'));
  expect(names).toHaveLength(7);
  for (const { path, bytes, sha256: hash } of manifest.files) {
    const content = await readFile(join(folder.path, 'dist/greeter', path));
    expect({ path, bytes: content.length, hash: sha256(content) }).toEqual({ path, bytes, hash });
  }
});

test('globals that an event brings in are loaded in init, told, and in the manifest', async () => {
  await using folder = await temporaryFolder({
    ...SOURCES,
    'greeter.ts': `export const handler = async ({ name }: { name: string }): Promise<string> => {
        const wasLoaded = process.moduleLoadList.includes('NativeModule internal/webstreams/readablestream');
        return name === 'Ada' ? typeof new ReadableStream() : String(wasLoaded);
      };`,
  });
  const { code, stdout } = await build(folder, '--event', 'event.json', '--trials', '0');
  expect(code).toBe(0);
  expect(stdout).toContain('loaded in init, since the events need it: ReadableStream\n');
  expect(await builtManifest(folder)).toMatchObject({
    mode: 'compiled',
    builtins: [],
    globals: ['ReadableStream'],
  });
  const run = await runSnapboot(['run', 'dist/greeter', '--event', '{"name":"Bob"}', '--times', '1'], {
    cwd: folder.path,
  });
  expect(run.stdout + run.stderr).toContain('out   "true"');
  const alone = 'require("./dist/greeter").handler({ name: "Bob" }).then(console.log)';
  const plain = await promisify(execFile)(process.execPath, ['-e', alone], { cwd: folder.path });
  expect(plain.stdout).toBe('true\n');
});

test('without an event a hint says what one is good for, and a second build takes the place of the first', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const { stdout } = await build(folder, '--trials', '0');
  expect(stdout).toContain('--event FILE makes the first invocation faster');
  await writeFile(join(folder.path, 'dist/greeter/left.txt'), 'of the first');
  await build(folder, '--plain');
  expect(await builtFiles(folder)).toHaveLength(5);
  expect(await builtManifest(folder)).toMatchObject({ mode: 'plain', builtins: [] });
  expect(await readdir(join(folder.path, 'dist'))).toEqual(['greeter', 'greeter.zip']);
});

test('faults are told in one line, and leave nothing', async () => {
  await using folder = await temporaryFolder({ ...SOURCES, 'bad.json': '{"name":"nobody"}', 'dist/own/file': '' });
  const failing = await build(folder, '--event', 'bad.json');
  expect(failing.stderr).toBe('snapboot: the function fails for bad.json: RangeError: nobody is there\n');
  const own = await build(folder, '--trials', '0', '--out', 'dist/own');
  expect(own.stderr.replaceAll(/^layer: .*\n/gm, '')).toMatch(
    /^snapboot: --out \S+dist\/own: there are files that no build has made\n$/,
  );
  await writeFile(join(folder.path, 'greeter.ts'), 'throw new TypeError("not today");');
  const loading = await build(folder);
  expect(loading.stderr).toBe('snapboot: the function does not load: TypeError: not today\n');
  expect([failing.code, own.code, loading.code]).toEqual([1, 1, 1]);
  expect(await readdir(join(folder.path, 'dist'))).toEqual(['own']);
});
