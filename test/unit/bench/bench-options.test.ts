import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { type BenchOptions, readBenchOptions } from '../../../bench/bench-options.ts';
import { chooseContenders } from '../../../bench/contenders/contenders.ts';

test('without arguments everything is measured, 25 times and with 128 MB', () => {
  expect(readBenchOptions([])).toEqual({
    runs: 25,
    cold: true,
    warm: true,
    service: false,
    micro: false,
    contenders: [],
    workloads: [],
    conditions: [],
    memoryMb: 128,
    limits: false,
  });
});

test('every option arrives', () => {
  const [jsonFile, htmlFile, markdownFile] = ['json', 'html', 'md'].map((end) => `${tmpdir()}/result.${end}`);
  const args = [
    'fn',
    '--runs',
    '50',
    '--only',
    'cold',
    '--contender',
    'bare',
    '--contender',
    'snapboot',
    '--condition',
    'warm-cache',
  ];
  const more = ['--memory', '512', '--limits', '--handler', 'src/app.run', '--event', '{"a":1}'];
  const files = [`--json=${jsonFile}`, `--html=${htmlFile}`, `--markdown=${markdownFile}`];
  expect(readBenchOptions([...args, ...more, ...files])).toEqual({
    path: 'fn',
    handler: 'src/app.run',
    event: '{"a":1}',
    runs: 50,
    cold: true,
    warm: false,
    service: false,
    micro: false,
    contenders: ['bare', 'snapboot'],
    workloads: [],
    conditions: ['warm-cache'],
    jsonFile,
    htmlFile,
    markdownFile,
    memoryMb: 512,
    limits: true,
  });
});

test.each([
  [['--runs', '9'], '--runs 9: it is a whole number from 10 to 100000'],
  [['--runs', 'many'], '--runs many: it is a whole number'],
  [['--memory', '64'], '--memory 64: it is a whole number from 128 to 10240'],
  [['--only', 'tepid'], '--only tepid: it is cold, warm, service'],
  [['one', 'two'], 'one PATH at a time'],
  [['--json', '/no/such/folder/file.json'], 'that folder does not exist'],
])('%j is refused', (args, message) => {
  expect(() => readBenchOptions(args)).toThrow(message);
});

test('the service is measured when that is asked for, beside what it is compared with', () => {
  const { cold, warm, service, contenders } = readBenchOptions(['--only', 'service']) as BenchOptions;
  expect({ cold, warm, service, contenders }).toEqual({
    cold: false,
    warm: false,
    service: true,
    contenders: ['bare', 'snapboot'],
  });
});

test('the full set has every function and every condition, images as well', () => {
  const { workloads, conditions, contenders } = readBenchOptions(['--full']) as BenchOptions;
  expect(workloads).toEqual(expect.arrayContaining(['empty', 'dynamodb-https', 'graphql', 'ajv', 'mjml']));
  expect(conditions).toEqual(['warm-cache', 'dropped-cache', 'slow-storage']);
  const unasked = chooseContenders([]).map(({ name }) => name);
  expect(unasked).not.toContain('snapboot-image');
  expect(contenders).toEqual([...unasked, 'snapboot-image', 'snapboot-primed', 'snapboot-sdk']);
});

test('help is asked for in either way', () => {
  expect([readBenchOptions(['--help']), readBenchOptions(['-h', '--runs', '1'])]).toEqual(['help', 'help']);
});

test('contenders come in the order of the report, and unknown ones are refused with the known ones', () => {
  expect(chooseContenders(['snapboot', 'bare']).map(({ name }) => name)).toEqual(['bare', 'snapboot']);
  expect(() => chooseContenders(['nobody'])).toThrow('--contender nobody: there are bare, node-loop, snapboot,');
});

test('files are asked for before the run: their folder is there, and they are no folder themselves', () => {
  const [htmlFile, jsonFile] = [`${tmpdir()}/page.html`, `${tmpdir()}/result.json`];
  expect(readBenchOptions(['--html', htmlFile, '--json', jsonFile])).toMatchObject({ htmlFile, jsonFile });
  const missing = '/no/such/folder/file';
  expect(() => readBenchOptions(['--html', missing])).toThrow(`--html ${missing}: that folder does not exist`);
  expect(() => readBenchOptions(['--html', tmpdir()])).toThrow(`--html ${tmpdir()}: a folder`);
  expect(() => readBenchOptions(['--json', tmpdir()])).toThrow(`--json ${tmpdir()}: a folder`);
});
