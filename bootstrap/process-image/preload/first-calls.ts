import type { RequestListener } from 'node:http';
import { keepRuntimeState } from '../kept-state.ts';
import { openOwnServer } from '../own-server.ts';
import type { FirstCall, PreloadedPackage } from '../plan.ts';

/** A client of an AWS SDK. */
interface Client {
  send(command: object): Promise<{ readonly Body?: { transformToString?(): Promise<string> } }>;
  destroy(): void;
}

type Constructor<T> = new (input: object) => T;

// As Lambda sets them, so that a client takes the way of a function's. They are no secret, and open nothing.
const VARIABLES = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'REHEARSAL',
  AWS_SECRET_ACCESS_KEY: 'rehearsal',
  AWS_SESSION_TOKEN: 'rehearsal',
  // Files of settings are looked for here, and what was found is kept by their paths: nobody else has this one.
  HOME: '/snapboot/rehearsal',
};

/**
 * Makes the calls of all packages, each by a client of its own, against an endpoint of this process: what the first call of
 * a function needs is compiled then.
 */
export async function makeFirstCalls(
  packages: readonly PreloadedPackage[],
  loaded: ReadonlyMap<string, object>,
): Promise<void> {
  const putBack = keepRuntimeState();
  Object.assign(process.env, VARIABLES);
  const state = { answer: '' };
  const server = await openOwnServer('https', answerWith(state));
  try {
    for (const { name, client, calls = [] } of packages) {
      const exports = loaded.get(name) ?? {};
      for (const call of calls) {
        state.answer = call.answer ?? '{}';
        await callWith(client ?? '', exports, call, server.port);
      }
    }
  } finally {
    await server.close();
    putBack();
  }
}

function answerWith(state: { readonly answer: string }): RequestListener {
  return (request, response) => {
    // Node.js keeps the text of a date for a second, and would wake with that of the build.
    response.sendDate = false;
    request.resume().once('end', () => response.end(state.answer));
  };
}

async function callWith(name: string, exports: object, { command, input }: FirstCall, port: number): Promise<void> {
  const Client = Reflect.get(exports, name) as Constructor<Client>;
  const Command = Reflect.get(exports, command) as Constructor<object>;
  // That nobody trusts the certificate is found out in the usual way, and then passed over.
  const requestHandler = { httpsAgent: { rejectUnauthorized: false } };
  const client = new Client({ endpoint: `https://127.0.0.1:${port}`, requestHandler });
  try {
    const { Body } = await client.send(new Command(input));
    await Body?.transformToString?.();
  } catch (cause) {
    throw new Error(`${command}: ${(cause as Error).message}`, { cause });
  } finally {
    client.destroy();
  }
}
