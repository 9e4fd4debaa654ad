import type { RuntimeEnvironment } from '../init/runtime-environment.ts';
import type { Invocation } from '../protocol/invocation.ts';
import type { Refusal, RuntimeApiClient } from '../runtime-api-client.ts';
import type { RuntimePhase } from '../runtime-phase.ts';

/** Runs one invocation, from the event to the service's receipt for the answer. */
export type Answer = (invocation: Invocation) => Promise<void>;

/** What the log is told about invocations. */
export interface InvokeReport {
  readonly error: (label: string, thrown: unknown) => void;
  readonly warning: (message: string) => void;
  /** The service did not take an answer; undefined where it did. */
  readonly refusal: (refusal: Refusal | undefined) => void;
}

/** What every kind of answer is made with. */
export interface InvokeParts {
  readonly client: RuntimeApiClient;
  readonly environment: RuntimeEnvironment;
  readonly phase: RuntimePhase;
  readonly report: InvokeReport;
}

/** Asks for the next event and answers it, for ever. Rejects when the service can no longer be talked to. */
export async function runInvokeLoop(
  { client, phase }: Pick<InvokeParts, 'client' | 'phase'>,
  answer: Answer,
  begin: (invocation: Invocation) => void,
  afterAnswer: () => void,
): Promise<never> {
  while (true) {
    const invocation = await phase.next(() => client.next());
    begin(invocation);
    // Not called from here: what a handler enters into an AsyncLocalStorage would still be there in the next invocation.
    await Promise.resolve(invocation).then(answer);
    afterAnswer();
  }
}
