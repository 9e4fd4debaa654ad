import { writeFile } from 'node:fs/promises';
import { expect, type TestContext, test } from 'vitest';
import { BOOTSTRAP_KINDS, type BootstrapKind, hostArchitecture } from '../../../layer/build-plan.ts';
import { type BootConditions, writeBootFiles } from '../../../layer/snapshot/boot-file.ts';
import type { VariableRead } from '../../../layer/snapshot/stand-ins/variables.ts';
import { SMALL_VERSION, smallLayer } from '../../support/small-layer.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { toldStart } from '../../support/told-start.ts';

const UNUSED = 'snapboot: the snapshot is not used, the function starts without it: ';
// Waits for its first event, as the runtime does, where it is started with a snapshot.
const NODE = `#!/bin/sh
case "$*" in *--snapshot-blob*) rm "$SNAPBOOT_SNAPSHOT_MARK"; echo woken ;; *) echo plain ;; esac
`;

interface Start {
  readonly started: string;
  /** Why not from the snapshot; empty where it was used. */
  readonly unfit: string;
}

async function start(
  kind: BootstrapKind,
  context: TestContext,
  asked: Partial<BootConditions>,
  env: Readonly<Record<string, string>> = {},
  blob = 'a snapshot',
): Promise<Start> {
  await using layer = await smallLayer(kind, context, { 'bin/node': NODE });
  await using task = await temporaryFolder({ '.snapboot/snapshot.blob': blob, wrapper: '#!/bin/sh\nexec "$@"\n' });
  const fitting = { nodeVersion: SMALL_VERSION, architecture: hostArchitecture(), module: 'index', variables: [] };
  await writeBootFiles(task.path, { ...fitting, ...asked });
  const variables = {
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: task.path,
    TMPDIR: task.path,
    PATH: '/bin:/usr/bin',
  };
  const told = await toldStart(layer.bootstrap, { ...variables, ...env }, task.path);
  const [line = '', ...more] = told.stderr.split('\n');
  expect(more.filter(Boolean)).toEqual([]);
  return { started: told.arguments.join(), unfit: line.replace(UNUSED, '') };
}

const VARIABLES: readonly (readonly [string, VariableRead, Readonly<Record<string, string>>, boolean])[] = [
  ['the same value', ['NAME', 'a'], { NAME: 'a' }, true],
  ['another value', ['NAME', 'a'], { NAME: 'b' }, false],
  ['a longer value', ['NAME', 'a'], { NAME: 'aa' }, false],
  ['no value', ['NAME', 'a'], {}, false],
  ['an empty value', ['NAME', ''], { NAME: '' }, true],
  ['no value instead of an empty one', ['NAME', ''], {}, false],
  ['none, as before', ['NAME', null], {}, true],
  ['an empty value instead of none', ['NAME', null], { NAME: '' }, false],
  ['a name of which it is the beginning', ['NAME', null], { NAMES: 'a' }, true],
  ['quotes and what a shell would expand', ['NAME', `'"$(exit)\`\\\n*`], { NAME: `'"$(exit)\`\\\n*` }, true],
  ['a lonely bracket', ['NAME', ']'], { NAME: ']' }, true],
  ['an operator of test', ['NAME', '-n'], { NAME: '-n' }, true],
];

test.for(BOOTSTRAP_KINDS.flatMap((kind) => VARIABLES.map((one) => [kind, ...one] as const)))(
  '%s: a variable with %s',
  async ([kind, _what, read, env, fits], context) => {
    const { started } = await start(kind, context, { variables: [read] }, env);
    expect(started).toBe(fits ? 'woken' : 'plain');
  },
);

const FAULTS: readonly (readonly [Partial<BootConditions>, Readonly<Record<string, string>>, string])[] = [
  // Never with a value, which may be a secret.
  [{ variables: [['TABLE', 'orders']] }, { TABLE: 'others' }, 'TABLE had another value when it was built'],
  [{}, { _HANDLER: 'other.handler' }, 'it is for another handler than other.handler'],
  [{}, { _HANDLER: 'indexes.handler' }, 'it is for another handler than indexes.handler'],
  [{ module: 'src/app' }, {}, 'it is for another handler than index.handler'],
  [{}, { AWS_LAMBDA_EXEC_WRAPPER: './wrapper' }, 'there is an AWS_LAMBDA_EXEC_WRAPPER'],
  [{}, { NODE_OPTIONS: '--no-warnings' }, 'NODE_OPTIONS was not set when it was built'],
  [{ nodeVersion: '1.2.3' }, {}, `it is for Node.js 1.2.3, not ${SMALL_VERSION}`],
  [{ taskRoot: '/var/task' }, {}, 'it keeps the path /var/task, and the function lies elsewhere'],
  [{}, { TMPDIR: '/nowhere' }, '/nowhere cannot be written'],
];

test.for(BOOTSTRAP_KINDS.flatMap((kind) => FAULTS.map((one) => [kind, ...one] as const)))(
  '%s: what was built with %o does not fit with %o',
  async ([kind, asked, env, told], context) => {
    expect(await start(kind, context, asked, env)).toEqual({ started: 'plain', unfit: told });
  },
);

test.for(BOOTSTRAP_KINDS)('%s: an empty file is no snapshot', async (kind, context) => {
  expect(await start(kind, context, {}, {}, '')).toEqual({ started: 'plain', unfit: 'the file is missing' });
});

test('a boot file that is damaged, or of a later format, has the launcher start without the snapshot', async (context) => {
  await using layer = await smallLayer('launcher', context, { 'bin/node': NODE });
  await using task = await temporaryFolder({ '.snapboot/snapshot.blob': 'a snapshot' });
  const env = { _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: task.path, TMPDIR: task.path, PATH: '/bin:/usr/bin' };
  for (const content of [
    '',
    'SNAPBOOT',
    `SNAPBOOT${'\u0002\0\0\0'}\0\0\0\0`,
    `SNAPBOOT${'\u0001\0\0\0'}\u0009\0\0\0`,
  ]) {
    await writeFile(`${task.path}/.snapboot/boot`, content);
    expect(await toldStart(layer.bootstrap, env)).toMatchObject({ arguments: ['plain'], stderr: '', code: 0 });
  }
});
