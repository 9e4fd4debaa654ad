import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ServiceEvents } from '../../../../service/observation/service-events.ts';
import { Tracing } from '../../../../service/tracing/tracing.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { startXRayReceiver } from '../../../support/xray-receiver.ts';

const INVOCATIONS = 2000;

test('when a service has ended, all that it traced is in the file, which is closed', async () => {
  await using folder = await temporaryFolder();
  const { events, tracing } = startTracing({ stateFolder: folder.path });
  refuseSome(events);
  await tracing[Symbol.asyncDispose]();
  const file = join(folder.path, 'traces.jsonl');
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(INVOCATIONS);
  expect(await openFiles()).not.toContain(file);
  expect(tracing.counts).toEqual({ sent: 0, dropped: 0 });
});

test('a service that has ended traces nothing more', async () => {
  const { events, tracing } = startTracing({});
  await tracing[Symbol.asyncDispose]();
  refuseSome(events);
  expect(tracing.recent()).toEqual([]);
});

test('without a folder and a daemon the last segments are kept all the same, the newest first', async () => {
  const { events, tracing } = startTracing({});
  await using _ = tracing;
  refuseSome(events);
  expect(tracing.recent(2).map(({ aws }) => aws)).toMatchObject([{ request_id: '1999' }, { request_id: '1998' }]);
  expect(tracing.counts).toEqual({ sent: 0, dropped: 0 });
});

test('an address of the daemon that is none is told, and nothing is sent', async () => {
  const { tracing, notices } = startTracing({ own: { AWS_XRAY_DAEMON_ADDRESS: 'nowhere' } });
  await using _ = tracing;
  expect(notices).toEqual([
    'AWS_XRAY_DAEMON_ADDRESS nowhere: expected host:port, or tcp:host:port udp:host:port; not used',
  ]);
  const { tracing: blank, notices: none } = startTracing({ own: { AWS_XRAY_DAEMON_ADDRESS: ' ' } });
  await using _blank = blank;
  expect(none).toEqual([]);
});

test('what the daemon is sent is counted', async () => {
  await using receiver = await startXRayReceiver();
  const { events, tracing } = startTracing({ own: { AWS_XRAY_DAEMON_ADDRESS: receiver.address } });
  await using _ = tracing;
  refuseSome(events, 1);
  await expect.poll(() => tracing.counts).toEqual({ sent: 1, dropped: 0 });
});

function startTracing(setting: { readonly stateFolder?: string; readonly own?: NodeJS.ProcessEnv }) {
  const events = new ServiceEvents();
  const notices: string[] = [];
  const tracing = new Tracing({
    events,
    stateFolder: setting.stateFolder,
    own: setting.own ?? {},
    onNotice: (line) => notices.push(line),
    onFault: (error) => notices.push(String(error)),
  });
  return { events, tracing, notices };
}

async function openFiles(): Promise<readonly string[]> {
  const descriptors = await readdir('/proc/self/fd');
  return Promise.all(descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')));
}

/** Each makes one segment at once. */
function refuseSome(events: ServiceEvents, count = INVOCATIONS): void {
  for (let place = 0; place < count; place += 1) {
    const invocation = {
      requestId: String(place),
      functionName: 'traced',
      version: '$LATEST',
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:traced',
      traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=0123456789abcdef;Sampled=1',
      segments: { functionId: '0123456789abcdef' },
    };
    const outcome = { state: 'throttled', reason: '' } as const;
    events.emit({ type: 'invocation.started', invocation });
    events.emit({ type: 'invocation.ended', invocation, outcome, durationMs: 1 });
  }
}
