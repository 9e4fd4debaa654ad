// Whether the connection keeps the event loop alive shows only in a process of its own.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { answer, onRequest, startTcpServer } from '../../../support/tcp-server.ts';

const run = promisify(execFile);
const CONNECTION = new URL('../../../../runtime/http/http1-connection.ts', import.meta.url).href;
const HOSTS = ['127.0.0.1', 'localhost'];

const PROGRAMS = {
  'opens a connection': 'connection.connect();',
  'has had its answer': "console.log((await connection.request({ method: 'GET', path: '/' })).status);",
  'has parked a request': "connection.park({ method: 'GET', path: '/parked' });",
  'has had an answer and parked a request':
    "console.log((await connection.request({ method: 'GET', path: '/' })).status); connection.park({ method: 'GET', path: '/parked' });",
  'has begun an upload': "connection.openUpload({ method: 'POST', path: '/' }, []).write(Buffer.from('x'), () => {});",
};

test.each(HOSTS.flatMap((host) => Object.entries(PROGRAMS).map(([what, program]) => [host, what, program] as const)))(
  'over %s, a process ends by itself that %s',
  async (host, _what, program) => {
    await using server = await startTcpServer((socket) =>
      onRequest(socket, (request) => {
        if (!request.includes('/parked')) socket.write(answer(200));
      }),
    );
    const { stderr } = await runProgram(host, server.port, program);
    expect(stderr).toBe('');
  },
);

test.each(HOSTS)('over %s, a process lives on as long as an answer is due', async (host) => {
  await using server = await startTcpServer((socket) =>
    onRequest(socket, (request) => {
      // Time enough for an empty event loop to end.
      setTimeout(() => socket.write(answer(200, request.startsWith('GET') ? 'to a request' : 'to an upload')), 50);
    }),
  );
  const { stdout } = await runProgram(
    host,
    server.port,
    `
    console.log((await connection.request({ method: 'GET', path: '/' })).body.toString());
    const upload = connection.openUpload({ method: 'POST', path: '/' }, []);
    upload.write(Buffer.from('x'), () => upload.end());
    console.log((await upload.answer).body.toString());
    `,
  );
  expect(stdout).toBe('to a request\nto an upload\n');
});

function runProgram(host: string, port: number, program: string): Promise<{ stdout: string; stderr: string }> {
  const begin = `import { Http1Connection } from '${CONNECTION}'; const connection = new Http1Connection({ host: '${host}', port: ${port} });`;
  return run(process.execPath, ['--input-type=module', '-e', `${begin}\n${program}`]);
}
