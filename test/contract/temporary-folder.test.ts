import { expect, test } from 'vitest';
import { KEEPER_SOCKET, startFileKeeper } from '../support/file-keeper.ts';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// Lists what is there, has the other process make something, and leaves something itself.
const CODE = {
  'index.mjs': `
    import { once } from 'node:events';
    import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
    import { createConnection, createServer } from 'node:net';
    import { join } from 'node:path';
    import { createInterface } from 'node:readline';
    const inFolder = (path) => join(process.env.TMPDIR, path);
    export const handler = async ({ others, own = [] }) => {
      const found = readdirSync(process.env.TMPDIR, { recursive: true }).sort();
      for (const told of others) {
        const connection = createConnection(inFolder('${KEEPER_SOCKET}'));
        connection.write(JSON.stringify(told) + '\\n');
        await once(createInterface({ input: connection }), 'line');
        connection.destroy();
      }
      for (const path of own) {
        mkdirSync(inFolder(path + '-folder'));
        writeFileSync(inFolder(path + '-folder/file'), '');
        await new Promise((resolve) => createServer().unref().listen(inFolder(path + '.sock'), resolve));
      }
      return found;
    };`,
};

test('SNAPBOOT_TMP=clean leaves what an extension keeps in the temporary folder, whenever it has come', async () => {
  await using folder = await temporaryFolder();
  await using keeper = await startFileKeeper(folder.path);
  const others = [
    { how: 'open', path: 'in-invocation.log' },
    { how: 'socket', path: 'in-invocation.sock' },
    { how: 'open', path: 'folder/in-invocation.log' },
    { how: 'closed', path: 'folder/in-invocation' },
    { how: 'closed', path: 'agent/in-invocation' },
  ];
  await using api = await startRecordedRuntimeApi(
    [{ others, own: ['one'] }, { others: [], own: ['two'] }, { others: [] }],
    {
      async next(call, usual) {
        await keeper.make('closed', `before-invocation-${call.turn}/file`);
        return usual();
      },
    },
  );
  const env = { TMPDIR: folder.path, SNAPBOOT_TMP: 'clean' };
  const { stdout, stderr } = await runFunction(CODE, { api, env });
  const [first, second, third] = api.responses;
  const before = (turn: number) => [`before-invocation-${turn}`, `before-invocation-${turn}/file`];
  const ofInit = ['agent', 'agent/agent.sock'];
  const ofInvocation = [
    'agent/in-invocation',
    'folder',
    'folder/in-invocation',
    'folder/in-invocation.log',
    'in-invocation.log',
    'in-invocation.sock',
  ];
  expect({ first, second, third, stdout, stderr }).toEqual({
    first: [...ofInit, ...before(1)],
    second: [...ofInit, ...before(1), ...before(2), ...ofInvocation].sort(),
    third: [...ofInit, ...before(1), ...before(2), ...before(3), ...ofInvocation].sort(),
    stdout: '',
    stderr: '',
  });
});
