import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** An address of the loopback interface that one environment has for itself, as long as it lives. */
export interface LoopbackAddress extends AsyncDisposable {
  readonly address: string;
}

// All of 127.0.0.0/8 is there on Linux without being set up, and hardly anybody knows this part of it.
const NETWORK = '127.77';

const ATTEMPTS = 100;

/**
 * Finds an address that no other environment has, of this service or another one.
 *
 * A socket in Linux's abstract namespace stands for it: like the address, it belongs to everybody in the same network
 * namespace, and the kernel frees it when the service is killed.
 */
export async function reserveLoopbackAddress(): Promise<LoopbackAddress> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const address = `${NETWORK}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
    const reservation = await reserve(address);
    if (reservation !== undefined) return reservation;
  }
  throw new Error(`no address of ${NETWORK}.0.0 is free: 100 of them are taken`);
}

async function reserve(address: string): Promise<LoopbackAddress | undefined> {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  server.listen(`\0snapboot-${address}`);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  return { address, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
