import { expect, test } from 'vitest';
import { expectNothingLeft, serviceIn, tracesOf } from '../../support/service-traces.ts';
import { type ServingProcess, startServing } from '../../support/serving-process.ts';
import { fixture } from '../../support/start-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const BARE = ['--no-sandbox', '--no-limits'];

test.each([
  ['SIGINT', 0, 'with sandbox and limits', []],
  ['SIGTERM', 143, 'without', BARE],
] as const)('%s (exit code %i) leaves nothing of a service %s', async (signal, status, _kind, options) => {
  await using serving = await startServing({ functions: FUNCTIONS, options });
  const service = serviceIn(serving.pid, serving.temporary);
  await makeBusy(serving);
  expect(tracesOf(service).length).toBeGreaterThan(2);
  expect(await serving.end(signal)).toEqual([status, null]);
  await expectNothingLeft(service);
});

test.each([
  ['with sandbox and limits', []],
  ['without', BARE],
] as const)('what SIGKILL leaves of a service %s is gone when the next one has started', async (_kind, options) => {
  await using place = await temporaryFolder();
  await using killed = await startServing({ functions: FUNCTIONS, options, temporary: place.path });
  const service = serviceIn(killed.pid, place.path);
  await makeBusy(killed);
  await killed.end('SIGKILL');
  expect(tracesOf(service)).not.toEqual([]);
  await using next = await startServing({ functions: FUNCTIONS, options, temporary: place.path });
  await expectNothingLeft(service);
  expect((await next.invoke('returns-event', { a: 1 })).Payload?.transformToString()).toBe('{"a":1}');
});

const FUNCTIONS = ['returns-event', 'leaves-a-daemon'].map((name) => ({ name, path: fixture(name), timeout: 60 }));

/** An environment that waits, and one at work. */
async function makeBusy(serving: ServingProcess): Promise<void> {
  await serving.invoke('returns-event');
  await serving.invoke('leaves-a-daemon');
  const traces = tracesOf(serviceIn(serving.pid, serving.temporary)).length;
  serving.invoke('leaves-a-daemon', { wait: true }).catch(() => {});
  await expect.poll(() => tracesOf(serviceIn(serving.pid, serving.temporary)).length).toBeGreaterThan(traces);
}
