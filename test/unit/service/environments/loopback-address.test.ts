import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, type TestContext, test } from 'vitest';
import { type LoopbackAddress, reserveLoopbackAddress } from '../../../../service/environments/loopback-address.ts';

test('no two environments have the same address', async (context) => {
  needsLinux(context);
  await using reserved = new AsyncDisposableStack();
  const all: LoopbackAddress[] = [];
  for (let count = 0; count < 500; count++) all.push(reserved.use(await reserveLoopbackAddress()));
  const addresses = all.map(({ address }) => address);
  expect(new Set(addresses).size).toBe(500);
  expect(addresses.filter((address) => !/^127\.77\.\d{1,3}\.\d{1,3}$/.test(address))).toEqual([]);
});

test('a program can listen at an address that is reserved', async (context) => {
  needsLinux(context);
  await using reserved = await reserveLoopbackAddress();
  await using server = createServer();
  server.listen(0, reserved.address);
  await once(server, 'listening');
});

test('an address is taken until it is given back', async (context) => {
  needsLinux(context);
  const reserved = await reserveLoopbackAddress();
  expect(await isFree(reserved.address)).toBe(false);
  await reserved[Symbol.asyncDispose]();
  expect(await isFree(reserved.address)).toBe(true);
});

/** As any other service would find out. */
async function isFree(address: string): Promise<boolean> {
  await using server = createServer();
  server.listen(`\0snapboot-${address}`);
  const outcome = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false);
  return outcome;
}

function needsLinux({ skip }: TestContext): void {
  skip(process.platform !== 'linux', 'only on Linux all addresses of 127.0.0.0/8 are those of the machine');
}
