// Native code knows the bytes that it writes by their address alone: somebody must hold them.
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { openTcpSocket } from '../../../../runtime/http/open-tcp-socket.ts';
import type { TcpSocket } from '../../../../runtime/http/tcp-socket.ts';
import { startTcpServer, type TcpServer } from '../../../support/tcp-server.ts';

// More than all buffers on the way hold.
const BYTES = 32 << 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe.each(['127.0.0.1', 'localhost'])('to %s', (host) => {
  test('bytes are held until they are written, and no longer', async () => {
    const peer = Promise.withResolvers<Socket>();
    await using server = await startTcpServer((socket) => peer.resolve(socket));
    const written = Promise.withResolvers<unknown>();
    const socket = open(host, server);
    const bytes = writeBytes(socket, written.resolve);
    const reader = await peer.promise;
    reader.pause();
    await collectOften();
    expect(bytes.deref()).toBeDefined();
    // Whoever has seen them holds them to the end of this turn.
    await turn();
    let read = 0;
    reader.on('data', (data) => {
      read += data.length;
    });
    reader.resume();
    expect(await written.promise).toBeFalsy();
    await expect.poll(() => read).toBe('head'.length + BYTES);
    await expect.poll(() => isCollected(bytes)).toBe(true);
    socket.close();
  });

  test('bytes whose connection is closed meanwhile are held until their callback is called, once', async () => {
    const peer = Promise.withResolvers<Socket>();
    await using server = await startTcpServer((socket) => peer.resolve(socket));
    const calls: unknown[] = [];
    const socket = open(host, server);
    const bytes = writeBytes(socket, (error) => void calls.push(error));
    (await peer.promise).pause();
    expect(calls).toEqual([]);
    socket.close();
    socket.close();
    collect();
    if (calls.length === 0) expect(bytes.deref()).toBeDefined();
    await expect.poll(() => calls).toEqual([undefined]);
    socket.write(['after the end'], (error) => void calls.push(error));
    await expect.poll(() => calls).toEqual([undefined, undefined]);
  });

  test.each<[string, (peer: Socket) => void]>([
    ['is reset', (peer) => peer.resetAndDestroy()],
    ['is ended by the peer', (peer) => peer.end()],
  ])('each write has one callback, whatever comes: the connection %s', async (_how, end) => {
    const peer = Promise.withResolvers<Socket>();
    const lost = Promise.withResolvers<void>();
    // A connection that is reset before its other end knows of it is tried once more, where a name has two addresses.
    await using server = await startTcpServer((socket) => socket.once('data', () => peer.resolve(socket)));
    const socket = open(host, server, lost.resolve);
    const calls: number[] = [];
    for (let write = 0; write < 3; write += 1) writeBytes(socket, () => void calls.push(write));
    (await peer.promise).pause();
    end(await peer.promise);
    await lost.promise;
    await expect.poll(() => calls.toSorted()).toEqual([0, 1, 2]);
    for (let write = 3; write < 6; write += 1) writeBytes(socket, () => void calls.push(write));
    await expect.poll(() => calls.length).toBe(6);
    for (let turns = 0; turns < 10; turns += 1) await turn();
    expect(calls.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(socket.closed).toBe(true);
  });
});

function open(host: string, { port }: TcpServer, lost: () => void = () => {}): TcpSocket {
  const socket = openTcpSocket({ host, port }, { data: () => {}, lost });
  socket.ref();
  return socket;
}

/** In a function of its own, so that nothing of the test's holds the bytes. */
function writeBytes(socket: TcpSocket, written: (error?: Error | null) => void): WeakRef<ArrayBuffer> {
  const { buffer } = new Uint8Array(BYTES);
  socket.write(['head', new Uint8Array(buffer)], written);
  return new WeakRef(buffer);
}

async function collectOften(): Promise<void> {
  for (let times = 0; times < 10; times += 1) {
    await turn();
    collect();
  }
}

async function isCollected(bytes: WeakRef<ArrayBuffer>): Promise<boolean> {
  await turn();
  collect();
  return bytes.deref() === undefined;
}
