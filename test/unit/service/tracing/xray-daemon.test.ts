import { expect, test } from 'vitest';
import { XRayDaemon } from '../../../../service/tracing/xray-daemon.ts';
import { startXRayReceiver } from '../../../support/xray-receiver.ts';

function addressOf(text: string): { readonly host: string; readonly port: number } {
  const [host = '', port] = text.split(':');
  return { host, port: Number(port) };
}

test('each document goes out in a datagram of its own, with its head', async () => {
  await using receiver = await startXRayReceiver();
  await using daemon = new XRayDaemon(addressOf(receiver.address));
  for (const id of ['1', '2']) daemon.send(JSON.stringify({ id }));
  await expect.poll(() => receiver.segments).toEqual([{ id: '1' }, { id: '2' }]);
  await expect.poll(() => daemon.sent).toBe(2);
});

test('the last documents go out when the daemon is no longer needed', async () => {
  await using receiver = await startXRayReceiver();
  const daemon = new XRayDaemon(addressOf(receiver.address));
  for (let id = 0; id < 100; id += 1) daemon.send(JSON.stringify({ id }));
  await daemon[Symbol.asyncDispose]();
  expect(daemon.sent).toBe(100);
  await expect.poll(() => receiver.segments).toHaveLength(100);
});

test('what no datagram can carry, nobody has a name for, or comes too late is dropped and counted', async () => {
  const large = new XRayDaemon({ host: '127.0.0.1', port: 9 });
  large.send('x'.repeat(70_000));
  expect(large.dropped).toBe(1);
  await large[Symbol.asyncDispose]();
  large.send('{}');
  await expect.poll(() => large.dropped).toBe(2);
  await using nameless = new XRayDaemon({ host: 'nobody.invalid', port: 2000 });
  nameless.send('{}');
  await expect.poll(() => nameless.dropped).toBe(1);
  expect(nameless.sent).toBe(0);
});
