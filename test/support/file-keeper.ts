import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from './run-snapboot.ts';

/** A process beside the function that makes files in the temporary folder, as extensions do. */
export interface FileKeeper extends AsyncDisposable {
  /** Has it make a file that it closes again, one that it keeps open, or a socket at which it listens. */
  make(how: 'closed' | 'open' | 'socket', path: string): Promise<void>;
}

/** Where functions find it, in the temporary folder. */
export const KEEPER_SOCKET = 'agent/agent.sock';

/** Starts it, and waits until it listens. */
export async function startFileKeeper(folder: string): Promise<FileKeeper> {
  const child = spawn(process.execPath, [join(repository, 'test/fixtures/extensions/keeps-files.mjs')], {
    env: { TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    async make(how, path) {
      const connection = createConnection(join(folder, KEEPER_SOCKET));
      connection.write(`${JSON.stringify({ how, path })}\n`);
      await once(createInterface({ input: connection }), 'line');
      connection.destroy();
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
