import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that does with each connection what its test says. */
export interface TcpServer extends AsyncDisposable {
  readonly port: number;
  readonly address: string;
  /** How many connections were opened. */
  readonly connections: number;
}

/** Listens on a free port, under 127.0.0.1 and under localhost, whichever protocol that means. */
export async function startTcpServer(serve: (socket: Socket, connection: number) => void): Promise<TcpServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket, connections);
    socket.resume();
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const END_OF_HEAD = '\r\n\r\n';

/** Calls back for each request on a connection, once it is there to its last byte, as Latin-1 text. */
export function onRequest(socket: Socket, call: (request: string, turn: number) => void): void {
  let input = '';
  let turn = 0;
  socket.setEncoding('latin1').on('data', (text: string) => {
    input += text;
    for (let end = endOfRequest(input); end !== undefined; end = endOfRequest(input)) {
      const request = input.slice(0, end);
      input = input.slice(end);
      turn += 1;
      call(request, turn);
    }
  });
}

/** The text of an answer with a body of known length. */
export function answer(status: number, body = '', headers = ''): string {
  return `HTTP/1.1 ${status} Told\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function endOfRequest(input: string): number | undefined {
  const head = input.indexOf(END_OF_HEAD);
  if (head === -1) return undefined;
  const body = head + END_OF_HEAD.length;
  if (/^transfer-encoding: chunked\r$/m.test(input.slice(0, body))) {
    const last = /(?:^|\r\n)0\r\n(?:[^\r]+\r\n)*\r\n/.exec(input.slice(body));
    return last === null ? undefined : body + last.index + last[0].length;
  }
  const end = body + Number(/^content-length: (\d+)\r$/m.exec(input.slice(0, body))?.[1] ?? 0);
  return input.length < end ? undefined : end;
}
