import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { type LoopbackAddress, reserveLoopbackAddress } from '../../../../service/environments/loopback-address.ts';

test.skipIf(process.platform !== 'linux')('no two environments have the same address', async () => {
  await using reserved = new AsyncDisposableStack();
  const all: LoopbackAddress[] = [];
  for (let count = 0; count < 500; count++) all.push(reserved.use(await reserveLoopbackAddress()));
  const addresses = all.map(({ address }) => address);
  expect(new Set(addresses).size).toBe(500);
  expect(addresses.filter((address) => !/^127\.77\.\d{1,3}\.\d{1,3}$/.test(address))).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('a program can listen at an address that is reserved', async () => {
  await using reserved = await reserveLoopbackAddress();
  await using server = createServer();
  server.listen(0, reserved.address);
  await once(server, 'listening');
});

test.skipIf(process.platform !== 'linux')('an address is taken until it is given back', async () => {
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
