// The hooks stay for the life of a process, so that each NODE_PATH has one of its own.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const run = promisify(execFile);
const HOOKS = new URL('../../../../runtime/init/node-path-imports.ts', import.meta.url).href;

const LAYERS = {
  'one/node_modules/first/package.json': '{"exports":{".":{"import":"./module.mjs","require":"./script.cjs"}}}',
  'one/node_modules/first/module.mjs': 'export default "first, as a module";',
  'one/node_modules/first/script.cjs': 'module.exports = "first, as a script";',
  'one/node_modules/@scope/both/index.js': 'module.exports = "both, of one";',
  'two/node_modules/@scope/both/index.js': 'module.exports = "both, of two";',
  'two/node_modules/second/index.mjs': 'import found from "first"; export default "second and " + found;',
  'two/node_modules/second/package.json': '{"exports":"./index.mjs"}',
  'two/node_modules/broken/index.mjs': 'import "./missing.mjs";',
  'two/node_modules/broken/package.json': '{"exports":"./index.mjs"}',
  'libraries/plain/index.js': 'module.exports = "plain";',
};

test('import finds packages, those of a scope as well, in the first folder that has them', async () => {
  await using layers = await temporaryFolder(LAYERS);
  const found = await importAll(nodePath(layers.path, 'one', 'two'), ['first', '@scope/both', 'second']);
  expect(found).toEqual(['first, as a module', 'both, of one', 'second and first, as a module']);
});

test('import of what is nowhere fails as Node.js says it, and names who asked', async () => {
  await using layers = await temporaryFolder(LAYERS);
  const [unknown, broken] = await importAll(nodePath(layers.path, 'one', 'two'), ['nowhere', 'broken']);
  expect(unknown).toMatch(/^ERR_MODULE_NOT_FOUND Cannot find package 'nowhere' imported from .*\[eval1\]$/);
  expect(broken).toMatch(/^ERR_MODULE_NOT_FOUND Cannot find module .*\/broken\/missing\.mjs/);
});

test('only packages are looked for, and only in folders of packages', async () => {
  await using layers = await temporaryFolder({ ...LAYERS, 'one/missing.mjs': 'export default "found";' });
  const specifiers = ['./missing.mjs', '../missing.mjs', '/missing.mjs', 'file:///missing.mjs', 'plain'];
  const found = await importAll(`${nodePath(layers.path, 'one')}:${layers.path}/libraries`, specifiers);
  expect(found).toEqual(specifiers.map(() => expect.stringMatching(/^ERR_MODULE_NOT_FOUND /)));
});

test.each([undefined, ':', '/nowhere/node_modules'])('NODE_PATH=%j changes nothing', async (path) => {
  const found = await importAll(path, ['nowhere', 'node:path']);
  expect(found).toEqual([expect.stringMatching(/^ERR_MODULE_NOT_FOUND /), '[object Object]']);
});

function nodePath(root: string, ...folders: readonly string[]): string {
  return folders.map((folder) => `${root}/${folder}/node_modules`).join(':');
}

async function importAll(path: string | undefined, specifiers: readonly string[]): Promise<string[]> {
  const program = `
    import { importFromNodePath } from ${JSON.stringify(HOOKS)};
    importFromNodePath(${path === undefined ? undefined : JSON.stringify(path)});
    const found = ${JSON.stringify(specifiers)}.map((specifier) => import(specifier).then(
      (module) => String(module.default),
      ({ code, message }) => code + ' ' + message,
    ));
    process.stdout.write(JSON.stringify(await Promise.all(found)));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: '/' });
  return JSON.parse(stdout);
}
