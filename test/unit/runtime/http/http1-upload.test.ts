import { describe, expect, test } from 'vitest';
import { ConnectionLostError, Http1Connection } from '../../../../runtime/http/http1-connection.ts';
import type { Http1Upload } from '../../../../runtime/http/http1-upload.ts';
import { answer, onRequest, startTcpServer, type TcpServer } from '../../../support/tcp-server.ts';

const GET = { method: 'GET', path: '/' } as const;
const POST = { method: 'POST', path: '/post' } as const;

describe.each(['127.0.0.1', 'localhost'])('to %s', (host) => {
  const connectionTo = ({ port }: TcpServer): Http1Connection => new Http1Connection({ host, port });

  function startRecorder(requests: string[]): Promise<TcpServer> {
    return startTcpServer((socket) =>
      onRequest(socket, (request) => {
        requests.push(request);
        socket.write(answer(202));
      }),
    );
  }

  test('an upload goes out chunk by chunk, and a request may follow on the same connection', async () => {
    const requests: string[] = [];
    await using server = await startRecorder(requests);
    const connection = connectionTo(server);
    const upload = connection.openUpload(POST, ['x-one', 'x-two']);
    await write(upload, 'hello');
    await write(upload, '');
    await write(upload, ', world!!!');
    upload.end({ 'x-one': '1' });
    expect((await upload.answer).status).toBe(202);
    await connection.request(GET);
    expect(requests).toEqual([
      `POST /post HTTP/1.1\r\nhost: ${host}:${server.port}\r\ntransfer-encoding: chunked\r\ntrailer: x-one, x-two\r\n\r\n` +
        '5\r\nhello\r\na\r\n, world!!!\r\n0\r\nx-one: 1\r\n\r\n',
      `GET / HTTP/1.1\r\nhost: ${host}:${server.port}\r\n\r\n`,
    ]);
    expect(server.connections).toBe(1);
  });

  test('an upload may have no bytes at all', async () => {
    const requests: string[] = [];
    await using server = await startRecorder(requests);
    const upload = connectionTo(server).openUpload(POST, ['x-one']);
    upload.end();
    await upload.answer;
    expect(requests).toEqual([expect.stringMatching(/\r\n\r\n0\r\n\r\n$/)]);
  });

  test('megabytes go out whole', async () => {
    const bytes = Promise.withResolvers<number>();
    await using server = await startTcpServer((socket) => {
      let count = 0;
      socket.on('data', (data) => {
        count += data.length;
        if (!data.subarray(-5).equals(Buffer.from('0\r\n\r\n'))) return;
        bytes.resolve(count);
        socket.write(answer(202));
      });
    });
    const upload = connectionTo(server).openUpload(POST, []);
    const megabyte = Buffer.alloc(1 << 20, 'x');
    for (let n = 0; n < 6; n += 1) await write(upload, megabyte);
    upload.end();
    expect((await upload.answer).status).toBe(202);
    const overhead = `POST /post HTTP/1.1\r\nhost: ${host}:${server.port}\r\ntransfer-encoding: chunked\r\ntrailer: \r\n\r\n`;
    expect(await bytes.promise).toBe(overhead.length + 6 * ((1 << 20) + '100000\r\n\r\n'.length) + '0\r\n\r\n'.length);
  });

  test('what is written after an early answer is dropped, and a request takes a new connection', async () => {
    await using server = await startTcpServer((socket, connection) => {
      if (connection === 1) socket.once('data', () => socket.write(answer(413)));
      else onRequest(socket, () => socket.write(answer(200)));
    });
    const connection = connectionTo(server);
    const upload = connection.openUpload(POST, []);
    await write(upload, 'first');
    expect((await upload.answer).status).toBe(413);
    await write(upload, 'dropped');
    upload.end();
    upload.end();
    expect((await connection.request(GET)).status).toBe(200);
    expect(server.connections).toBe(2);
  });

  test('a write that is under way when the answer comes is dropped as well', async () => {
    const full = Promise.withResolvers<void>();
    await using server = await startTcpServer((socket) => {
      socket.once('data', () => {
        socket.pause();
        void full.promise.then(() => socket.write(answer(413)));
      });
    });
    const upload = connectionTo(server).openUpload(POST, []);
    const under = write(upload, Buffer.alloc(64 << 20));
    full.resolve();
    expect((await upload.answer).status).toBe(413);
    await under;
  });

  test('an answer that comes while a write is under way counts, even if the connection is reset behind it', async () => {
    await using server = await startTcpServer((socket) => {
      socket.once('data', () => {
        socket.pause();
        socket.write(answer(413), () => socket.resetAndDestroy());
      });
    });
    const upload = connectionTo(server).openUpload(POST, []);
    const under = write(upload, Buffer.alloc(64 << 20));
    expect((await upload.answer).status).toBe(413);
    await under;
  });

  test('a peer that goes away in the middle is a lost connection; writes are dropped', async () => {
    await using server = await startTcpServer((socket) => {
      socket.once('data', () => socket.destroy());
    });
    const upload = connectionTo(server).openUpload(POST, []);
    await write(upload, 'first');
    await expect(upload.answer).rejects.toThrow(ConnectionLostError);
    await write(upload, 'second');
    upload.end();
  });

  test('a peer that is not there is a lost connection, and no unhandled rejection', async () => {
    const gone = await startTcpServer(() => {});
    await gone[Symbol.asyncDispose]();
    const upload = connectionTo(gone).openUpload(POST, []);
    await write(upload, 'first').catch(() => {});
    await expect(upload.answer).rejects.toThrow(ConnectionLostError);
  });
});

function write(upload: Http1Upload, bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) =>
    upload.write(Buffer.from(bytes as string), (error) => (error ? reject(error) : resolve())),
  );
}
