import { InvokeCommand, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { type ServingProcess, startServing } from '../../support/serving-process.ts';
import { fixture } from '../../support/start-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Note, readNotes } from './start-async.ts';

const EVENTS = 1000;
const SENDERS = 20;
const LIMIT = { timeout: 60_000, interval: 200 };

// Most succeed; every tenth fails at first, and every fiftieth always.
const failuresOf = (event: number): number => (event % 50 === 0 ? 1000 : Number(event % 10 === 0));

test('no event is lost by a service that is killed three times', { timeout: 90_000 }, async () => {
  await using place = await temporaryFolder({ 'tmp/keep': '' });
  const notes = `${place.path}/notes`;
  let serving = await start(place.path, notes);
  await using last = new AsyncDisposableStack();
  last.defer(() => serving[Symbol.asyncDispose]());
  await serving.client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: 'worker',
      DestinationConfig: {
        OnSuccess: { Destination: 'arn:aws:lambda:us-east-1:123456789012:function:successes' },
        OnFailure: { Destination: 'arn:aws:lambda:us-east-1:123456789012:function:failures' },
      },
    }),
  );
  const accepted = new Map<string, number>();
  const killAnd = async (isTime: () => boolean): Promise<void> => {
    await expect.poll(isTime, { ...LIMIT, interval: 5 }).toBe(true);
    await serving.end('SIGKILL');
    const killed = serving;
    serving = await start(place.path, notes);
    await killed[Symbol.asyncDispose]();
  };
  // While events are accepted, while they are worked on, and at any time after that.
  const [first, second, third] = [random(50, 900), random(1, 500), random(501, 1500)];
  const sending = sendAll(() => serving, accepted);
  await killAnd(() => accepted.size >= first);
  await sending;
  await killAnd(() => readNotes(notes).length >= second);
  await killAnd(() => readNotes(notes).length >= third);

  expect([...new Set(accepted.values())]).toHaveLength(EVENTS);
  const missing = (): readonly string[] => {
    const seen = findings(readNotes(notes));
    return [...accepted].flatMap(([id, event]) => lackOf(seen, id, failuresOf(event)));
  };
  await expect.poll(missing, LIMIT).toEqual([]);
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
    if (functionName === 'worker') attempts.set(id, (attempts.get(id) ?? 0) + 1);
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
function lackOf({ attempts, successes, failures }: Findings, id: string, failing: number): readonly string[] {
  const isHopeless = failing > 2;
  const least = Math.min(failing + 1, 3);
  const record = isHopeless ? failures.get(id) : successes.get(id);
  const other = isHopeless ? successes.get(id) : failures.get(id);
  return [
    ...((attempts.get(id) ?? 0) < least ? [`${id}: ${attempts.get(id)} of ${least} attempts`] : []),
    ...(record === undefined ? [`${id}: no record`] : []),
    ...(isHopeless && record !== undefined && record !== 'RetriesExhausted 3' ? [`${id}: ${record}`] : []),
    ...(other === undefined ? [] : [`${id}: a record of the wrong kind: ${other}`]),
  ];
}

/** Sends every event until it is accepted, to whichever service there is. */
async function sendAll(serving: () => ServingProcess, accepted: Map<string, number>): Promise<void> {
  const events = Array.from({ length: EVENTS }, (_, index) => index).values();
  const send = async (): Promise<void> => {
    for (const event of events) {
      const Payload = JSON.stringify({ event, failures: failuresOf(event) });
      const command = () => new InvokeCommand({ FunctionName: 'worker', InvocationType: 'Event', Payload });
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
  const functions = ['worker', 'successes', 'failures'].map((name) => {
    return { name, path: fixture('notes-its-events'), environment: { NOTES }, timeout: 20 };
  });
  const options = ['--no-sandbox', '--no-limits', '--state', `${place}/state`, '--async-time-scale', '0.01'];
  return startServing({ functions, options, temporary: `${place}/tmp` });
}

function random(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}
