// A connection that was opened ahead may be closed by the peer while the process loads a function and sees nothing of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { answer, onRequest, startTcpServer } from '../../../support/tcp-server.ts';

const CONNECTION = new URL('../../../../runtime/http/http1-connection.ts', import.meta.url).href;

/** Closes a connection, and comes back when the other side could know. */
const CLOSINGS: Readonly<Record<string, (socket: Socket) => Promise<unknown>>> = {
  'is closed': (socket) => once(socket.destroy(), 'close'),
  'is reset': (socket) => once(socket.resetAndDestroy(), 'close'),
  'is half closed': (socket) => once(socket.end(), 'finish'),
  'is told that it took too long, and closed': (socket) => once(socket.end(answer(408)), 'finish'),
  'is told that it took too long, and left open': (socket) =>
    new Promise<void>((resolve) => socket.write(answer(408), () => resolve())),
};

// A name is resolved first: then nothing is connected before the event loop has turned.
const CASES = Object.entries(CLOSINGS).flatMap(([how, close]) => [
  ['127.0.0.1', how, 'before anything else has happened', '', close] as const,
  ['127.0.0.1', how, 'once it stands', "await once(process.stdin, 'data');", close] as const,
  ['localhost', how, 'once it stands', "await once(process.stdin, 'data');", close] as const,
]);

test.each(CASES)('the first request gets its answer where the connection to %s %s, %s', async (...test) => {
  const [host, , , wait, close] = test;
  await using server = await startTcpServer((socket, connection) => {
    if (connection === 1) void handOver(socket);
    else onRequest(socket, () => socket.write(answer(200, `from connection ${connection}`)));
  });
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(host, server.port, wait)], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const handOver = async (socket: Socket): Promise<void> => {
    child.stdin?.end('it stands');
    // The process stands still from here on, until it reads of this.
    if (wait !== '' && child.stdout) await once(child.stdout, 'readable');
    await close(socket);
    (child.stdio[3] as Socket).end('it is closed');
  };
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect({ stdout, stderr }).toEqual({ stdout: 'standing still\n200 from connection 2 true\n', stderr: '' });
});

function program(host: string, port: number, wait: string): string {
  return `
    import { once } from 'node:events';
    import { readSync, writeSync } from 'node:fs';
    import { Http1Connection } from '${CONNECTION}';
    const connection = new Http1Connection({ host: '${host}', port: ${port} });
    connection.connect();
    ${wait}
    writeSync(1, 'standing still\\n');
    readSync(3, Buffer.alloc(100));
    const { status, body, repeated } = await connection.request({ method: 'GET', path: '/' });
    console.log(status, body.toString(), repeated);
  `;
}
