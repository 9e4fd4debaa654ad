import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ContenderProcess } from '../../../../bench/contenders/contender-process.ts';
import { RuntimeApiRecorder } from '../../../../bench/recorder/runtime-api-recorder.ts';
import { openDoor } from '../../../support/open-door.ts';

const BARE_LOOP = fileURLToPath(new URL('../../../../bench/contenders/bare-loop.cjs', import.meta.url));

function startScript(recorder: RuntimeApiRecorder, ...args: string[]): ContenderProcess {
  return new ContenderProcess(
    { command: [process.execPath, ...args], taskRoot: '/', variables: {} },
    { AWS_LAMBDA_RUNTIME_API: recorder.address },
  );
}

/** A process that makes one request after the other, from the body of an async function. */
function startRequests(recorder: RuntimeApiRecorder, code: string): ContenderProcess {
  const request = "const at = (path) => 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + path;";
  return startScript(recorder, '--input-type=module', '-e', `${request}\n${code}`);
}

test('a process is invoked as often as one likes, and each step has its time', async () => {
  let ticks = 0;
  await using recorder = await RuntimeApiRecorder.start(() => ++ticks);
  await using _process = startScript(recorder, BARE_LOOP);
  const firstNext = await recorder.ready();
  const exchanges = [await recorder.invoke('{"a":1}'), await recorder.invoke('{"b":"ü"}')];
  expect(exchanges.map(({ response }) => response.toString())).toEqual(['{"a":1}', '{"b":"ü"}']);
  const times = exchanges.flatMap(({ sentMs, respondedMs, nextMs }) => [sentMs, respondedMs, nextMs]);
  expect([firstNext, ...times]).toEqual([firstNext, ...times].sort((a, b) => a - b));
  expect(new Set(times).size).toBe(6);
});

test('a process with an extension is ready only when that has asked for an event as well', async () => {
  await using recorder = await RuntimeApiRecorder.start();
  await using door = await openDoor();
  await using _process = startRequests(
    recorder,
    `const registered = await fetch(at('/2020-01-01/extension/register'), { method: 'POST', body: '{"events":[]}' });
     const identifier = registered.headers.get('lambda-extension-identifier');
     fetch(at('/2018-06-01/runtime/invocation/next'));
     await fetch('${door.url}');
     fetch(at('/2020-01-01/extension/event/next'), { headers: { 'lambda-extension-identifier': identifier } });`,
  );
  let isReady = false;
  const ready = recorder.ready().then(() => {
    isReady = true;
  });
  await expect.poll(door.waiting).toBe(1);
  expect(isReady).toBe(false);
  door.open();
  await ready;
});

test('a failed handler ends the waiting with its error', async () => {
  await using recorder = await RuntimeApiRecorder.start();
  await using _process = startRequests(
    recorder,
    `const next = await fetch(at('/2018-06-01/runtime/invocation/next'));
     const id = next.headers.get('lambda-runtime-aws-request-id');
     const body = JSON.stringify({ errorType: 'TypeError', errorMessage: 'no such\\nthing' });
     await fetch(at('/2018-06-01/runtime/invocation/' + id + '/error'), { method: 'POST', body });`,
  );
  await recorder.ready();
  await expect(recorder.invoke('{}')).rejects.toThrow('its handler failed: TypeError: no such thing');
});

test('a failed init ends the waiting with its error', async () => {
  await using recorder = await RuntimeApiRecorder.start();
  await using _process = startRequests(
    recorder,
    `const body = JSON.stringify({ errorType: 'Runtime.HandlerNotFound', errorMessage: 'x is not exported' });
     await fetch(at('/2018-06-01/runtime/init/error'), { method: 'POST', body });`,
  );
  await expect(recorder.ready()).rejects.toThrow(
    'could not be initialised: Runtime.HandlerNotFound: x is not exported',
  );
});

test('a process that asks for the next event without an answer to this one is told off', async () => {
  await using recorder = await RuntimeApiRecorder.start();
  await using _process = startRequests(
    recorder,
    `await fetch(at('/2018-06-01/runtime/invocation/next'));
     fetch(at('/2018-06-01/runtime/invocation/next'));`,
  );
  await recorder.ready();
  await expect(recorder.invoke('{}')).rejects.toThrow('without an answer to this one');
});
