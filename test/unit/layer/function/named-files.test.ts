import { expect, test } from 'vitest';
import { tracedFiles } from '../../../../layer/function/bundle/traced-files.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** What of these files is copied; the first is the handler's. */
async function copied(
  files: Readonly<Record<string, string>>,
): Promise<{ names: string[]; external: readonly string[] }> {
  await using source = await temporaryFolder(files);
  const [entry = ''] = Object.keys(files);
  const traced = await tracedFiles(`${source.path}/${entry}`, source.path, []);
  const names = traced.files.map((file) => file.slice(source.path.length + 1)).toSorted();
  return { names, external: traced.external };
}

test('templates beside one that is read come along', async () => {
  const { names } = await copied({
    'index.mjs': `import { readFileSync } from 'node:fs'; readFileSync(new URL('./views/page.ejs', import.meta.url));`,
    'views/page.ejs': '<%- include("./foot") %>',
    'views/foot.ejs': '',
    'views/other.txt': '',
  });
  expect(names).toEqual(['views/foot.ejs', 'views/page.ejs']);
});

test('a path with a part that is put in later brings the folder', async () => {
  const { names } = await copied({
    'src/index.mjs': `import { join } from 'node:path';
      export const handler = () => join(import.meta.dirname, '../locales/{{lng}}.json');`,
    'package.json': '{}',
    'locales/de.json': '{}',
    'locales/en.json': '{}',
    'other/de.json': '{}',
  });
  expect(names).toEqual(['locales/de.json', 'locales/en.json']);
});

test('what the project resolves without requiring it comes along', async () => {
  const { names } = await copied({
    'index.mjs': `import { createRequire } from 'node:module';
      export const handler = () => createRequire(import.meta.url).resolve('library/package.json');`,
    'node_modules/library/package.json': '{"name":"library"}',
    'node_modules/library/index.js': '',
  });
  expect(names).toEqual(['node_modules/library/package.json']);
});

test('the language of views is a package that Express will require', async () => {
  const { names, external } = await copied({
    'index.mjs': `import express from 'express'; const app = express(); app.set('view engine', 'ejs');`,
    'node_modules/express/index.js': 'module.exports = () => ({ set() {} });',
    'node_modules/ejs/package.json': '{"name":"ejs","main":"ejs.js"}',
    'node_modules/ejs/ejs.js': '',
  });
  expect(external).toEqual(['ejs']);
  expect(names).toEqual(['node_modules/ejs/ejs.js', 'node_modules/ejs/package.json']);
});

test('a module with decorators of parameters is traced', async () => {
  const { names } = await copied({
    'index.ts': `import { readFileSync } from 'node:fs'; declare const Mark: () => ParameterDecorator;
      class Thing { constructor(@Mark() readonly name: string) {} }
      export const handler = () => [Thing, readFileSync(__dirname + '/a.txt')];`,
    'a.txt': '',
  });
  expect(names).toEqual(['a.txt']);
});

test('what only looks like a name is none', async () => {
  const { names, external } = await copied({
    'index.mjs': `// readFile(new URL('./a.txt', import.meta.url)); join(import.meta.dirname, './b/{{x}}.txt'); app.set('view engine', 'ejs');
      const text = "require.resolve('library/package.json')"; const other = \`app.set('view engine', 'ejs'), join(__dirname, 'b', '*')\`;
      export const handler = () => [text, other];`,
    'a.txt': '',
    'b/c.txt': '',
    'node_modules/library/package.json': '{"name":"library"}',
    'node_modules/ejs/package.json': '{"name":"ejs"}',
  });
  expect({ names, external }).toEqual({ names: [], external: [] });
});

test('a name is found however it is written', async () => {
  const { names, external } = await copied({
    'index.mjs': `import path from 'node:path';
      const url = new URL(
        \`./it's a.txt\`, // the first
        import.meta . url,
      );
      app.set("view engine", /* the fast one */ 'ejs');
      export const handler = () => [url, path.join(import.meta.dirname, 'locales', '{{lng}}', \`a.json\`)];`,
    "it's a.txt": '',
    'locales/de/a.json': '{}',
    'node_modules/ejs/package.json': '{"name":"ejs","main":"ejs.js"}',
    'node_modules/ejs/ejs.js': '',
  });
  expect(external).toEqual(['ejs']);
  expect(names).toEqual(expect.arrayContaining(["it's a.txt", 'locales/de/a.json']));
});
