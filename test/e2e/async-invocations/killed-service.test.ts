import { InvokeCommand, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { type ServingProcess, startServing } from '../../support/serving-process.ts';
import { fixture } from '../../support/start-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Note, readNotes } from './start-async.ts';

const EVENTS = 1000;
const SENDERS = 20;
// A thousand events, on a machine that does much else.
const PATIENCE = { timeout: 200_000, interval: 200 };

// Most succeed; every tenth fails at first, and every fiftieth always. Of every fifth there is to be a record.
const failuresOf = (event: number): number => (event % 50 === 0 ? 1000 : Number(event % 10 === 0));
const functionOf = (event: number): string => (event % 5 === 0 ? 'recorded' : 'plain');

test('no event is lost by a service that is killed three times', { timeout: 600_000 }, async () => {
  await using place = await temporaryFolder({ 'tmp/keep': '' });
  const notes = `${place.path}/notes`;
  let serving = await start(place.path, notes);
  await using last = new AsyncDisposableStack();
  last.defer(() => serving[Symbol.asyncDispose]());
  await serving.client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: 'recorded',
      DestinationConfig: {
        OnSuccess: { Destination: 'arn:aws:lambda:us-east-1:123456789012:function:successes' },
        OnFailure: { Destination: 'arn:aws:lambda:us-east-1:123456789012:function:failures' },
      },
    }),
  );
  const accepted = new Map<string, number>();
  const killAnd = async (isTime: () => boolean): Promise<void> => {
    await expect.poll(isTime, { ...PATIENCE, interval: 5 }).toBe(true);
    await serving.end('SIGKILL');
    const killed = serving;
    serving = await start(place.path, notes);
    await killed[Symbol.asyncDispose]();
  };
  // While events are accepted, while they are worked on, and at any time after that.
  const [first, second, third] = [random(50, 900), random(1, 400), random(401, 1100)];
  const sending = sendAll(() => serving, accepted);
  await killAnd(() => accepted.size >= first);
  await sending;
  await killAnd(() => readNotes(notes).length >= second);
  await killAnd(() => readNotes(notes).length >= third);

  expect([...new Set(accepted.values())]).toHaveLength(EVENTS);
  const missing = (): readonly string[] => {
    const seen = findings(readNotes(notes));
    return [...accepted].flatMap(([id, event]) => lackOf(seen, id, event));
  };
  await expect.poll(missing, PATIENCE).toEqual([]);
});

/** What has come of events, by their ids. */
interface Findings {
  readonly attempts: ReadonlyMap<string, number>;
  /** What the records say, by the function that got them. */
  readonly successes: ReadonlyMap<string, string>;
  readonly failures: ReadonlyMap<string, string>;
}

function findings(notes: readonly Note[]): Findings {
  const attempts = new Map<string, number>();
  const records = { successes: new Map<string, string>(), failures: new Map<string, string>() };
  for (const { id, functionName, event } of notes) {
    if (functionName === 'plain' || functionName === 'recorded') attempts.set(id, (attempts.get(id) ?? 0) + 1);
    else {
      const { requestId, condition, approximateInvokeCount } = (event as DestinationRecord).requestContext;
      records[functionName as keyof typeof records].set(requestId, `${condition} ${approximateInvokeCount}`);
    }
  }
  return { attempts, ...records };
}

interface DestinationRecord {
  readonly requestContext: { requestId: string; condition: string; approximateInvokeCount: number };
}

/** What has not happened yet that must. An attempt whose end nobody saw counts for the function only. */
function lackOf({ attempts, successes, failures }: Findings, id: string, event: number): readonly string[] {
  const least = Math.min(failuresOf(event) + 1, 3);
  const seen = attempts.get(id) ?? 0;
  const fault = functionOf(event) === 'recorded' ? recordFault(successes.get(id), failures.get(id), event) : undefined;
  return [
    ...(seen < least ? [`${id}: ${seen} of ${least} attempts`] : []),
    ...(fault === undefined ? [] : [`${id}: ${fault}`]),
  ];
}

function recordFault(success: string | undefined, failure: string | undefined, event: number): string | undefined {
  const isHopeless = failuresOf(event) > 2;
  const [record, other] = isHopeless ? [failure, success] : [success, failure];
  if (record === undefined) return 'no record';
  if (other !== undefined) return `a record of the wrong kind: ${other}`;
  return isHopeless && record !== 'RetriesExhausted 3' ? record : undefined;
}

/** Sends every event until it is accepted, to whichever service there is. */
async function sendAll(serving: () => ServingProcess, accepted: Map<string, number>): Promise<void> {
  const events = Array.from({ length: EVENTS }, (_, index) => index).values();
  const send = async (): Promise<void> => {
    for (const event of events) {
      const Payload = JSON.stringify({ event, failures: failuresOf(event) });
      const command = () => new InvokeCommand({ FunctionName: functionOf(event), InvocationType: 'Event', Payload });
      let id: string | undefined;
      while (id === undefined) {
        const answer = await serving()
          .client.send(command())
          .catch(() => undefined);
        id = answer?.$metadata.requestId;
        if (id === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      accepted.set(id, event);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
}

function start(place: string, NOTES: string): Promise<ServingProcess> {
  const functions = ['plain', 'recorded', 'successes', 'failures'].map((name) => {
    return { name, path: fixture('notes-its-events'), environment: { NOTES }, timeout: 20 };
  });
  // So few places that events have to wait for one, too.
  const bounds = ['--no-sandbox', '--no-limits', '--concurrency', '5', '--async-time-scale', '0.01'];
  const options = [...bounds, '--state', `${place}/state`];
  return startServing({ functions, options, temporary: `${place}/tmp` });
}

function random(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}
