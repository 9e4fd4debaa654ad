import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { expect, type TestContext, test } from 'vitest';
import { SUBSCRIBER_HOST, subscriberConnection } from '../../../../service/telemetry/subscriber-address.ts';

test('a subscriber is reached at the address of its environment', async (context) => {
  needsLinux(context);
  await using other = await listen('127.0.0.1', 0);
  const { port } = other.address() as AddressInfo;
  await using _own = await listen('127.0.0.7', port);
  expect(await reached(port, '127.0.0.7')).toBe('127.0.0.7');
  expect(await reached(port, '127.0.0.1')).toBe('127.0.0.1');
});

test('a subscriber that listens at 127.0.0.1 only is reached there', async (context) => {
  needsLinux(context);
  await using server = await listen('127.0.0.1', 0);
  expect(await reached((server.address() as AddressInfo).port, '127.0.0.7')).toBe('127.0.0.1');
});

test('where nobody listens the connection is refused', async (context) => {
  needsLinux(context);
  const server = await listen('127.0.0.1', 0);
  const { port } = server.address() as AddressInfo;
  await server[Symbol.asyncDispose]();
  await expect(reached(port, '127.0.0.7')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

async function listen(address: string, port: number): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  server.listen(port, address);
  await once(server, 'listening');
  return server;
}

async function reached(port: number, address: string): Promise<string | undefined> {
  const socket = connect({ host: SUBSCRIBER_HOST, port, ...subscriberConnection(address) });
  await once(socket, 'connect');
  const { remoteAddress } = socket;
  socket.destroy();
  return remoteAddress;
}

function needsLinux({ skip }: TestContext): void {
  skip(process.platform !== 'linux', 'only on Linux all addresses of 127.0.0.0/8 are those of the machine');
}
