import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasNodeOption, hasTool } from '../../../../runtime/init/node-options.ts';

const { NODE_OPTIONS } = process.env;
const { execArgv } = process;

beforeEach(() => {
  process.execArgv = [];
});

afterEach(() => {
  process.execArgv = execArgv;
  if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = NODE_OPTIONS;
});

test.each([
  ['-r ./tool.cjs', true],
  ['--require ./tool.cjs', true],
  ['--require=./tool.cjs', true],
  ['--no-warnings --import file:///tool.mjs', true],
  ['--loader ./tool.mjs', true],
  ['--experimental_loader=./tool.mjs', true],
  ['"--require" ./tool.cjs', true],
  ['--req"uire=./a tool.cjs"', true],
  ['', false],
  ['--no-warnings', false],
  ['--title="its --require is"', false],
  ['--title="a \\" --require b"', false],
  ['--title=--import', false],
  ['--import-nothing', false],
  ['--conditions=-r', false],
])('NODE_OPTIONS=%s: a tool is loaded ahead: %s', (options, isLoaded) => {
  process.env.NODE_OPTIONS = options;
  expect(hasTool()).toBe(isLoaded);
});

test('options on the command line count as well', () => {
  delete process.env.NODE_OPTIONS;
  process.execArgv = ['--max-http-header-size=81920', '--import', './tool.mjs', '--unhandled_rejections=warn'];
  expect([hasTool(), hasNodeOption('--unhandled-rejections'), hasNodeOption('--inspect')]).toEqual([true, true, false]);
});
