import { startRecordedRuntimeApi } from '../../support/recorded-runtime-api.ts';
import { runFunction } from '../../support/run-function.ts';
import type { HandlerPlace } from './handler-place.ts';

/** What a function has said and answered, without what differs from run to run. */
export interface HandlerRun {
  /** See FunctionRun. */
  readonly end: string;
  /** Responses and errors in their order. */
  readonly answers: readonly { readonly call: string; readonly body: unknown }[];
  readonly stdout: string;
  readonly stderr: string;
}

/** A run, and how fast it was. */
export interface TimedRun {
  readonly run: HandlerRun;
  /** What the first answer took: from the start of the process, in milliseconds. */
  readonly firstAnswerMs: number;
}

// A time of the minutes before a process has started can only be one that was kept since the function was built.
const BUILT_WITHIN_MS = 600_000;
const ANSWERS = ['response', 'error', 'init error'];

/** Runs a function on the built layer with these events. `handler` is such as `handlers/zod.handler`. */
export async function runHandler(
  { folder, taskRoot, command }: HandlerPlace,
  handler: string,
  events: readonly unknown[],
): Promise<TimedRun> {
  let asked = 0;
  let firstAnswerMs = 0;
  const [started, startedMs] = [Date.now(), performance.now()];
  await using api = await startRecordedRuntimeApi(events, {
    next: async (_, usual) => {
      asked += 1;
      if (asked === 2) firstAnswerMs = performance.now() - startedMs;
      return usual();
    },
  });
  const env = { LAMBDA_TASK_ROOT: taskRoot };
  const { end, stdout, stderr } = await runFunction({}, { api, handler, command, cwd: folder, env });
  const shown = (text: string): string => constant(text, taskRoot, started);
  const answers = api.calls
    .filter(({ name }) => ANSWERS.includes(name))
    .map((call) => ({ call: call.name, body: JSON.parse(shown(call.text)) }));
  return { run: { end, answers, stdout: shown(stdout), stderr: shown(stderr) }, firstAnswerMs };
}

/** Text without times since the process was started, ports, process ids, and the place of the function. */
function constant(text: string, taskRoot: string, started: number): string {
  const withoutTime = (found: string): string => {
    const time = found.includes('-') ? Date.parse(found) : Number(found);
    return time < started && time > started - BUILT_WITHIN_MS ? found : '<time>';
  };
  return withFrames(text.replaceAll(`file://${taskRoot}`, taskRoot).replaceAll(taskRoot, '<task root>'))
    .replaceAll(/\b202\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, withoutTime)
    .replaceAll(/\b1[789]\d{11}\b/g, withoutTime)
    .replaceAll(/(?<=127\.0\.0\.1:)\d{2,5}/g, '<port>')
    .replaceAll(/(?<=\(node:)\d+(?=\))/g, '<pid>');
}

/**
 * Stacks without what V8 calls their functions, since of two classes with one name in a bundle one gets another; without
 * columns, of which a source map knows only some; without the AWS SDK, of which a bundle holds the ES modules; and
 * without places in the runtime, of which an image has another bundle.
 */
function withFrames(text: string): string {
  return text
    .replaceAll(/(?<= at (?:async )?)(?:[^\s"()]+ \()?[^\s"()]+\/snapboot\/runtime\.cjs:\d+:\d+\)?/g, '<runtime>')
    .replaceAll(/,? *"? {4}at [^"\r\n]*node_modules\/@(?:aws-sdk|smithy)\/[^"\r\n]*[",\r\n]/g, '')
    .replaceAll(/(?<= at (?:async )?)[^\s"()<]+ (?:\[as [^\]]+\] )?\(((?:<task root>|<anonymous>|node:)[^)]*)\)/g, '$1')
    .replaceAll(/(<task root>[^\s"():]+:\d+):\d+/g, '$1');
}
