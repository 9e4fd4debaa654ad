import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runIn, snapshotFunction } from '../support/snapshot-function.ts';

const READS = {
  'index.mjs': `const table = process.env.TABLE; const mode = process.env.MODE ?? 'none';
    export const handler = async () => [table, mode, process.env.TABLE];`,
};
const UNUSED = 'snapboot: the snapshot is not used, the function starts without it:';

test('a snapshot is used where variables that loading has read are as they were', async () => {
  await using snapshot = await snapshotFunction(READS, { variables: { TABLE: `it's "here" $HOME` } });
  const { responses, stderr } = await runIn(snapshot, [{}], { TABLE: `it's "here" $HOME`, OTHER: '1' });
  expect({ responses, stderr }).toEqual({
    responses: [[`it's "here" $HOME`, 'none', `it's "here" $HOME`]],
    stderr: '',
  });
});

test.each([
  ['has another value', { TABLE: 'others' }, 'TABLE had another value when it was built', ['others', 'none', 'others']],
  ['is empty', { TABLE: '' }, 'TABLE had another value when it was built', ['', 'none', '']],
  ['is not set', {}, 'TABLE had another value when it was built', [null, 'none', null]],
  ['is set now', { TABLE: 'orders', MODE: '' }, 'MODE was not set when it was built', ['orders', '', 'orders']],
])(
  'a variable that loading has read and that %s has the function start without its snapshot',
  async (_what, env, reason, expected) => {
    await using snapshot = await snapshotFunction(READS, { variables: { TABLE: 'orders' } });
    const { responses, stderr } = await runIn(snapshot, [{}], env);
    expect({ responses, stderr }).toEqual({ responses: [expected], stderr: `${UNUSED} ${reason}\n` });
  },
);

test('what the bootstrap adds is there while a snapshot is taken, and when it is used', async () => {
  const files = {
    'index.mjs': `const loaded = process.env.AWS_EXECUTION_ENV;
      export const handler = async () => [loaded, process.env.AWS_EXECUTION_ENV];`,
  };
  await using snapshot = await snapshotFunction(files);
  const { responses, stderr } = await runIn(snapshot);
  const line = expect.stringMatching(/^AWS_Lambda_nodejs\d\d\.x$/);
  expect({ responses, stderr }).toEqual({ responses: [[line, line]], stderr: '' });
});

test('a function from a snapshot requires modules by their path from the task root', async () => {
  const files = {
    'index.mjs': `import { createRequire } from 'node:module';
      export const handler = async ({ name }) => createRequire(process.cwd() + '/src/')(name);`,
  };
  await using snapshot = await snapshotFunction(files);
  await writeFile(join(snapshot.path, 'shared.js'), 'module.exports = "shared";');
  const { responses, stderr } = await runIn(snapshot, [{ name: 'shared' }]);
  expect({ responses, stderr }).toEqual({ responses: ['shared'], stderr: '' });
});

test.each([
  ['AWS_SECRET_ACCESS_KEY', 'reads AWS_SECRET_ACCESS_KEY, which must not be in a snapshot'],
  ['AWS_SESSION_TOKEN', 'reads AWS_SESSION_TOKEN, which must not be in a snapshot'],
  ['DB_PASSWORD', 'reads DB_PASSWORD, which must not be in a snapshot'],
  ['AWS_LAMBDA_LOG_STREAM_NAME', 'reads AWS_LAMBDA_LOG_STREAM_NAME, which must not be in a snapshot'],
  ['AWS_REGION', 'reads AWS_REGION: say what it will be with --env AWS_REGION=VALUE'],
])('loading must not read %s, also where it is given', async (name, told) => {
  const files = { 'index.mjs': `try { process.env.${name}; } catch {}\nexport const handler = async () => 1;` };
  const variables = name === 'AWS_REGION' ? {} : { [name]: 'hush, hush' };
  await expect(snapshotFunction(files, { variables })).rejects.toThrow(
    `no snapshot: while it is loaded, the function (index.mjs:1) ${told}`,
  );
});

test('loading must not copy all variables, since nobody could say on which of them it depends', async () => {
  const files = { 'index.mjs': 'export const all = { ...process.env };\nexport const handler = async () => all;' };
  await expect(snapshotFunction(files)).rejects.toThrow('the function (index.mjs:1) reads all environment variables');
});

test('a secret that is given is nowhere in what is built', async () => {
  const variables = { DB_PASSWORD: 'hush-hush-1', AWS_SECRET_ACCESS_KEY: 'hush-hush-2', TABLE: 'orders' };
  await using snapshot = await snapshotFunction(READS, { variables });
  for (const name of ['snapshot.blob', 'boot', 'fits.sh']) {
    expect((await readFile(join(snapshot.path, '.snapboot', name))).includes('hush-hush')).toBe(false);
  }
});

test('a file that is left open is refused, with its name', async () => {
  const files = {
    'index.mjs': `import { openSync } from 'node:fs'; const log = openSync('/etc/hostname');
        export const handler = async () => log;`,
  };
  await expect(snapshotFunction(files)).rejects.toThrow(/the function leaves \/\S*hostname open/);
});
