import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ConnectionLostError, Http1Connection } from '../../../../runtime/http/http1-connection.ts';
import { HttpProtocolError } from '../../../../runtime/http/http1-response-parser.ts';
import { answer, onRequest, startTcpServer, type TcpServer } from '../../../support/tcp-server.ts';

const GET = { method: 'GET', path: '/' } as const;
const POST = { method: 'POST', path: '/post', headers: { 'x-a': 'b' } } as const;
const SIX_MEGABYTES = 6 << 20;

// A number goes over the bare handle of Node.js, a name over node:net.
describe.each(['127.0.0.1', 'localhost'])('to %s', (host) => {
  const connectionTo = ({ port }: TcpServer): Http1Connection => new Http1Connection({ host, port });

  /** A server that answers each request with what the test makes of it. */
  function startServer(
    reply: (request: string, connection: number, socket: Socket) => string | undefined,
  ): Promise<TcpServer> {
    return startTcpServer((socket, connection) =>
      onRequest(socket, (request) => {
        const text = reply(request, connection, socket);
        if (text !== undefined) socket.write(text);
      }),
    );
  }

  test('requests go out one after the other over one connection', async () => {
    const requests: string[] = [];
    await using server = await startServer((request) => answer(200, `${requests.push(request)}`));
    const connection = connectionTo(server);
    const bodies: string[] = [];
    bodies.push((await connection.request(GET)).body.toString());
    bodies.push((await connection.request(POST, 'größe 🚀')).body.toString());
    bodies.push((await connection.request(POST, Buffer.from([0, 255]))).body.toString());
    bodies.push((await connection.request(POST, '')).body.toString());
    expect(bodies).toEqual(['1', '2', '3', '4']);
    const head = `POST /post HTTP/1.1\r\nhost: ${host}:${server.port}\r\nx-a: b\r\n`;
    expect(requests).toEqual([
      `GET / HTTP/1.1\r\nhost: ${host}:${server.port}\r\n\r\n`,
      `${head}content-length: 12\r\n\r\n${Buffer.from('größe 🚀').toString('latin1')}`,
      `${head}content-length: 2\r\n\r\n\0ÿ`,
      `${head}content-length: 0\r\n\r\n`,
    ]);
    expect(server.connections).toBe(1);
  });

  test.each([200, 202, 204, 301, 403, 413, 500])('any status is an answer: %i', async (status) => {
    await using server = await startServer(() => `HTTP/1.1 ${status} Told\r\nContent-Length: 0\r\nX-Told: yes\r\n\r\n`);
    const { status: found, headers } = await connectionTo(server).request(GET);
    expect(found).toBe(status);
    expect(headers.get('x-told')).toBe('yes');
  });

  test('an answer may come byte by byte', async () => {
    await using server = await startServer((_request, _connection, socket) => {
      const bytes = [...answer(200, 'slowly')];
      const write = (): void => void (bytes.length > 0 && socket.write(bytes.shift() ?? '', () => setImmediate(write)));
      write();
      return undefined;
    });
    expect((await connectionTo(server).request(GET)).body.toString()).toBe('slowly');
  });

  test('an answer without a length ends with the connection', async () => {
    await using server = await startServer((_request, _connection, socket) => {
      socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end');
      return undefined;
    });
    const connection = connectionTo(server);
    expect((await connection.request(GET)).body.toString()).toBe('until the end');
    expect((await connection.request(GET)).body.toString()).toBe('until the end');
    expect(server.connections).toBe(2);
  });

  test.each([
    ['in the head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['in a body of known length', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'],
    ['in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf'],
    ['between chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['in a body without a length', 'HTTP/1.1 200 OK\r\n\r\nhalf'],
  ])('an answer that is broken off by a reset is none: %s', async (_where, half) => {
    await using server = await startServer((_request, _connection, socket) => {
      socket.write(half, () => socket.resetAndDestroy());
      return undefined;
    });
    const error = await connectionTo(server)
      .request(GET)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect((error as Error).message).toMatch(/^no answer from \S+:\d+: .*ECONNRESET/);
  });

  test('the connection is opened ahead of the first request, if that is wanted', async () => {
    const opened = Promise.withResolvers<void>();
    await using server = await startTcpServer((socket) => {
      opened.resolve();
      onRequest(socket, () => socket.write(answer(200)));
    });
    const connection = connectionTo(server);
    connection.connect();
    connection.connect();
    await opened.promise;
    await connection.request(GET);
    expect(server.connections).toBe(1);
  });

  test('6 MB go out and come back', async () => {
    const text = 'x'.repeat(SIX_MEGABYTES);
    await using server = await startServer((request) => answer(200, request.slice(request.indexOf('\r\n\r\n') + 4)));
    const connection = connectionTo(server);
    expect((await connection.request(POST, text)).body.equals(Buffer.from(text))).toBe(true);
    expect((await connection.request(POST, Buffer.from(text))).body.length).toBe(SIX_MEGABYTES);
    expect(server.connections).toBe(1);
  });

  test('a connection that the peer has closed while nothing was due is opened anew', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await startTcpServer((socket, connection) => {
      socket.once('end', closed.resolve);
      onRequest(socket, () => {
        socket.write(answer(200, String(connection)));
        if (connection === 1) socket.end();
      });
    });
    const connection = connectionTo(server);
    await connection.request(GET);
    await closed.promise;
    const { body, repeated } = await connection.request(GET);
    expect([body.toString(), repeated]).toEqual(['2', undefined]);
  });

  test('a connection whose end is announced is not used again', async () => {
    await using server = await startServer((_request, connection) =>
      answer(200, String(connection), 'Connection: close\r\n'),
    );
    const connection = connectionTo(server);
    expect((await connection.request(GET)).body.toString()).toBe('1');
    expect((await connection.request(GET)).body.toString()).toBe('2');
  });

  test('a request that meets a stale connection is sent once more, and says so', async () => {
    const requests: string[] = [];
    await using server = await startServer((request, connection, socket) => {
      requests.push(request);
      if (requests.length === 2) socket.destroy();
      return answer(200, String(connection));
    });
    const connection = connectionTo(server);
    expect((await connection.request(POST, 'one')).repeated).toBeUndefined();
    const { body, repeated } = await connection.request(POST, 'two');
    expect([body.toString(), repeated]).toEqual(['2', true]);
    expect(requests[2]).toBe(requests[1]);
    expect((await connection.request(POST, 'three')).repeated).toBeUndefined();
  });

  test('a request is sent once more, not twice', async () => {
    let requests = 0;
    await using server = await startServer((_request, _connection, socket) => {
      requests += 1;
      if (requests > 1) socket.destroy();
      return answer(200);
    });
    const connection = connectionTo(server);
    await connection.request(GET);
    await expect(connection.request(GET)).rejects.toThrow(ConnectionLostError);
    expect(requests).toBe(3);
  });

  test('a request on a fresh connection is not sent once more', async () => {
    await using server = await startServer((_request, _connection, socket) => {
      socket.end();
      return undefined;
    });
    await expect(connectionTo(server).request(GET)).rejects.toThrow(
      new ConnectionLostError(`no answer from ${host}:${server.port}: it closed the connection`),
    );
    expect(server.connections).toBe(1);
  });

  test.each([
    ['in the head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'],
    ['in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf'],
  ])('a request whose answer has begun is not sent once more: cut off %s', async (_where, half) => {
    let requests = 0;
    await using server = await startServer((_request, _connection, socket) => {
      requests += 1;
      if (requests === 1) return answer(200);
      socket.end(half);
      return undefined;
    });
    const connection = connectionTo(server);
    await connection.request(GET);
    await expect(connection.request(GET)).rejects.toThrow(ConnectionLostError);
    expect(requests).toBe(2);
  });

  test('a peer that is not there is a lost connection, each time anew', async () => {
    const gone = await startServer(() => undefined);
    await gone[Symbol.asyncDispose]();
    const connection = connectionTo(gone);
    connection.connect();
    for (let turn = 0; turn < 2; turn += 1) {
      const error = await connection.request(GET).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConnectionLostError);
      expect((error as Error).message).toMatch(/^no answer from \S+:\d+: .*ECONNREFUSED/);
    }
  });

  test('what is not HTTP is an error, and the connection is not used again', async () => {
    await using server = await startServer((_request, connection) =>
      connection === 1 ? 'nonsense\r\n\r\n' : answer(200),
    );
    const connection = connectionTo(server);
    await expect(connection.request(GET)).rejects.toThrow(HttpProtocolError);
    expect((await connection.request(GET)).status).toBe(200);
    expect(server.connections).toBe(2);
  });

  test('what comes unasked ends the connection, and is no answer to the next request', async () => {
    const answered = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    await using server = await startTcpServer((socket, connection) => {
      socket.once('close', () => closed.resolve()).once('end', () => socket.end());
      onRequest(socket, () => socket.write(answer(200, String(connection))));
      if (connection === 1) void answered.promise.then(() => socket.write(answer(408, 'too late')));
    });
    const connection = connectionTo(server);
    expect((await connection.request(GET)).body.toString()).toBe('1');
    answered.resolve();
    await closed.promise;
    expect((await connection.request(GET)).body.toString()).toBe('2');
  });

  test('an answer may come before the request is there to its last byte', async () => {
    await using server = await startTcpServer((socket, connection) => {
      if (connection === 1) socket.once('data', () => socket.write(answer(413, '', 'Connection: close\r\n')));
      else onRequest(socket, () => socket.write(answer(200)));
    });
    const connection = connectionTo(server);
    expect((await connection.request(POST, 'x'.repeat(SIX_MEGABYTES))).status).toBe(413);
    expect((await connection.request(GET)).status).toBe(200);
  });

  test('there is one request at a time', async () => {
    await using server = await startServer(() => answer(200));
    const connection = connectionTo(server);
    const first = connection.request(GET);
    await expect(connection.request(GET)).rejects.toThrow('before the previous one was answered');
    expect((await first).status).toBe(200);
  });

  test('a parked request is sent, and its loss bothers nobody', async () => {
    const parked = Promise.withResolvers<string>();
    const close = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    await using server = await startTcpServer((socket, connection) => {
      onRequest(socket, (request) => (connection === 1 ? parked.resolve(request) : socket.write(answer(200))));
      if (connection > 1) return;
      void close.promise.then(() => socket.end());
      socket.once('end', () => closed.resolve());
    });
    const connection = connectionTo(server);
    connection.park(GET);
    expect(await parked.promise).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    close.resolve();
    await closed.promise;
    expect((await connection.request(GET)).status).toBe(200);
  });
});
