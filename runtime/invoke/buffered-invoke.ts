import { RuntimeError } from '../errors/runtime-error.ts';
import type { Invocation } from '../protocol/invocation.ts';
import { createContext, type InvocationContext, parseEvent } from './handler-context.ts';
import type { Answer, InvokeParts } from './invoke-loop.ts';

/** Calls a handler and gives its result; what it throws is the invocation's error. */
export type ResultOf = (event: unknown, context: InvocationContext) => unknown;

/** Answers invocations with whole results: the handler's as JSON, or its error. */
export function bufferedInvoke(resultOf: ResultOf, { client, environment, phase, report }: InvokeParts): Answer {
  return async (invocation) => {
    phase.begin((thrown) => fail(invocation, thrown));
    await phase.answer(await outcome(invocation));
  };

  async function outcome(invocation: Invocation): Promise<() => Promise<void>> {
    try {
      const body = toJson(await resultOf(parseEvent(invocation), createContext(invocation, environment)));
      return async () => report.refusal(await client.respond(invocation, body));
    } catch (thrown) {
      return () => {
        report.error('Invoke Error', thrown);
        return fail(invocation, thrown);
      };
    }
  }

  async function fail(invocation: Invocation, thrown: unknown): Promise<void> {
    report.refusal(await client.fail(invocation, thrown));
  }
}

function toJson(result: unknown): string {
  let json: string | undefined;
  let cause: unknown;
  try {
    json = JSON.stringify(result === undefined ? null : result);
  } catch (error) {
    cause = error;
  }
  // JSON has no word for a function or a symbol either.
  if (json !== undefined) return json;
  throw new RuntimeError('Runtime.JSONStringifyError', 'Unable to stringify response body', { cause });
}
