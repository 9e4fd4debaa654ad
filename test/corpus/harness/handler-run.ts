import type { RecordedCall } from '../../support/recorded-call.ts';
import { startRecordedRuntimeApi } from '../../support/recorded-runtime-api.ts';
import { runFunction } from '../../support/run-function.ts';

/** What a function has said and answered, without what differs from run to run. */
export interface HandlerRun {
  /** See FunctionRun. */
  readonly end: string;
  /** Responses and errors in their order. */
  readonly answers: readonly { readonly call: string; readonly body: unknown }[];
  readonly stdout: string;
  readonly stderr: string;
}

/** A run, and what its first answer took: from the start of the process, in milliseconds. */
export interface TimedRun {
  readonly run: HandlerRun;
  readonly firstAnswerMs: number;
}

const ANSWERS = ['response', 'error', 'init error'];

/** Runs a function on the built layer with these events. `handler` is such as `handlers/zod.handler`. */
export async function runHandler(taskRoot: string, handler: string, events: readonly unknown[]): Promise<TimedRun> {
  let asked = 0;
  let firstAnswerMs = 0;
  const startedMs = performance.now();
  await using api = await startRecordedRuntimeApi(events, {
    next: (_, usual) => {
      asked += 1;
      if (asked === 2) firstAnswerMs = performance.now() - startedMs;
      return usual();
    },
  });
  const env = { LAMBDA_TASK_ROOT: taskRoot };
  const { end, stdout, stderr } = await runFunction({}, { api, handler, cwd: taskRoot, env });
  const answers = api.calls.filter(({ name }) => ANSWERS.includes(name)).map((call) => answerOf(call, taskRoot));
  return {
    run: { end, answers, stdout: constant(stdout, taskRoot), stderr: constant(stderr, taskRoot) },
    firstAnswerMs,
  };
}

function answerOf(call: RecordedCall, taskRoot: string): HandlerRun['answers'][number] {
  return { call: call.name, body: JSON.parse(constant(call.text, taskRoot)) };
}

/** Text without times, ports, process ids, and the place of the function. */
function constant(text: string, taskRoot: string): string {
  return withFrames(text.replaceAll(`file://${taskRoot}`, taskRoot).replaceAll(taskRoot, '<task root>'))
    .replaceAll(/\b202\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .replaceAll(/\b1[789]\d{11}\b/g, '<time>')
    .replaceAll(/(?<=127\.0\.0\.1:)\d{2,5}/g, '<port>')
    .replaceAll(/(?<=\(node:)\d+(?=\))/g, '<pid>');
}

/**
 * Stacks without what V8 calls their functions, since of two classes with one name in a bundle one gets another; without
 * columns, of which a source map knows only some; and without the AWS SDK, of which a bundle holds the ES modules.
 */
function withFrames(text: string): string {
  return text
    .replaceAll(/,? *"? {4}at [^"\r\n]*node_modules\/@(?:aws-sdk|smithy)\/[^"\r\n]*[",\r\n]/g, '')
    .replaceAll(/(?<= at (?:async )?)[^\s"()<]+ (?:\[as [^\]]+\] )?\((<task root>[^)]*)\)/g, '$1')
    .replaceAll(/(<task root>[^\s"():]+:\d+):\d+/g, '$1');
}
