import { expect, test } from 'vitest';
import { answer, bundled } from './bundled-function.ts';

const DECORATED = `const seen: unknown[] = [];
  const Reflected = globalThis as { Reflect: { metadata?: unknown } };
  Reflected.Reflect.metadata = (key: string, value: () => unknown) => () => { if (key === 'design:type') seen.push(value); };
  function Mark(): PropertyDecorator & ParameterDecorator { return () => {}; }
  class Other {}
  class Thing {
    @Mark() other!: Other;
    constructor(@Mark() readonly name: string) {}
  }
  export const handler = (): unknown => [new Thing('a').name, seen.length];`;

test("decorators are those of the project's settings, with parameters", async () => {
  const files = {
    'index.ts': DECORATED,
    'tsconfig.json': '{"compilerOptions":{"experimentalDecorators":true}}',
  };
  expect(await answer(files)).toEqual(['a', 0]);
});

test('a module that asks for its place may have decorators as well', async () => {
  const files = {
    'index.ts': `${DECORATED} export const here = import.meta.url;`,
    'tsconfig.json': '{"extends":"./base.json"}',
    'base.json': '{"compilerOptions":{"experimentalDecorators":true}}',
  };
  expect(await answer(files)).toEqual(['a', 0]);
});

test('types for decorators without a compiler that could tell them is a fault of the project', async () => {
  const files = {
    'index.ts': DECORATED,
    'tsconfig.json': '{"compilerOptions":{"experimentalDecorators":true,"emitDecoratorMetadata":true}}',
  };
  await expect(bundled(files)).rejects.toThrow('install typescript 5 or 6 in the project');
});

test('types for decorators come from the compiler of the project', async () => {
  const files = {
    'index.ts': DECORATED,
    'tsconfig.json': '{"compilerOptions":{"experimentalDecorators":true,"emitDecoratorMetadata":true}}',
    // What it is asked for, and no more: installing the real one is left to the corpus.
    'node_modules/typescript/index.js': `exports.ModuleKind = { ESNext: 99 };
      exports.sys = { readFile: (file) => require('node:fs').readFileSync(file, 'utf8') };
      exports.readConfigFile = (file, read) => ({ config: JSON.parse(read(file)) });
      exports.parseJsonConfigFileContent = ({ compilerOptions }) => ({ options: compilerOptions });
      exports.transpileModule = (text, { compilerOptions }) => ({
        outputText: 'export const handler = () => ' + JSON.stringify(Object.keys(compilerOptions)) + ';',
      });`,
  };
  expect(await answer(files)).toContain('emitDecoratorMetadata');
});
