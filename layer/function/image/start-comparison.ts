import { BARE_PLATFORM } from '../../../service/environments/platform.ts';
import type { SandboxSupport } from '../../../service/environments/sandbox.ts';
import { functionConfig } from '../../../service/functions/function-config.ts';
import { FunctionHost } from '../../../service/run/function-host.ts';
import { BuildError } from '../../build-error.ts';
import { IMAGE_NOT_USED } from '../../process-image/image-format.ts';
import { initFault, invokeFault } from '../compile/sample-faults.ts';
import type { TrainingPlan } from '../compile/training-run.ts';
import { NO_EVENT } from '../function-trials.ts';
import { toldSettings } from '../told-settings.ts';
import { NoImageError } from './no-image-error.ts';

/** What a start shows, event by event, and what it writes to the log. */
interface Start {
  readonly answers: readonly string[];
  readonly log: readonly string[];
}

/** What is compared: a function where it lies, and what starts it. */
export interface ComparedFunction {
  /** Absolute. */
  readonly taskRoot: string;
  /** That of the plan, where left out. */
  readonly bootstrap?: string;
}

const TIMEOUT_MS = 60_000;
const MEMORY_MB = 1769;
const MOST_CHARACTERS = 120;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const VARYING = [
  [/\(node:\d+\)/g, '(node)'],
  [/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID'],
] as const;

/**
 * Starts a function twice from its image and twice without, and compares what it answers and logs. What is the
 * same in both starts without must be the same with it; what differs there must differ here as well.
 *
 * @param sandbox what all are started in
 * @throws NoImageError for the first difference, or for why it is not used; BuildError where the function fails without
 *   it as well
 */
export async function compareStarts(
  plan: TrainingPlan,
  compared: { readonly plain: ComparedFunction; readonly taken: ComparedFunction },
  sandbox: SandboxSupport,
): Promise<void> {
  const { plain: without, taken: from } = compared;
  const plain = [await start(plan, without, sandbox), await start(plan, without, sandbox)] as const;
  const wake = async (): Promise<Start> => {
    try {
      return await start(plan, from, sandbox);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      throw new NoImageError(`from it, ${error.message}`, { cause: error });
    }
  };
  const taken = [await wake(), await wake()] as const;
  const unused = taken[0].log.find((line) => line.includes(IMAGE_NOT_USED));
  if (unused !== undefined) {
    throw new NoImageError(`it is not used${unused.slice(unused.indexOf(IMAGE_NOT_USED) + IMAGE_NOT_USED.length)}`);
  }
  const faults = [...differencesOf(plan, plain, taken)];
  if (faults[0] !== undefined) throw new NoImageError(faults[0]);
}

function* differencesOf(
  plan: TrainingPlan,
  plain: readonly [Start, Start],
  taken: readonly [Start, Start],
): Generator<string> {
  for (const [index, { name }] of eventsOf(plan).entries()) {
    const answer = ({ answers }: Start): string | undefined => answers[index];
    yield* difference(`answers to ${name}`, pair(plain, answer), pair(taken, answer));
  }
  yield* difference('logs', pair(plain, logText), pair(taken, logText));
}

type Pair = readonly [first: string, second: string];

function pair(starts: readonly [Start, Start], of: (start: Start) => string | undefined): Pair {
  return [of(starts[0]) ?? '', of(starts[1]) ?? ''];
}

function logText({ log }: Start): string {
  return log.join('\n');
}

function* difference(what: string, plain: Pair, taken: Pair): Generator<string> {
  if (plain[0] !== plain[1] && taken[0] === taken[1]) {
    yield `from it, ${what} are the same twice, which they are not without it`;
  }
  const [first, second] = [linesOf(plain[0]), linesOf(plain[1])];
  const constant = without(first, without(first, second));
  for (const lines of taken.map(linesOf)) {
    const [missing] = without(constant, lines);
    const [added] = without(lines, constant);
    const isConstant = constant.length === first.length && constant.length === second.length;
    if (missing === undefined && (added === undefined || !isConstant)) continue;
    yield `from it, ${what} are ${excerpt(added)}, without it ${excerpt(missing)}`;
  }
}

// In which order they come is not asked: which of two streams is read first, the function does not decide.
function linesOf(text: string): readonly string[] {
  return text.split('\n');
}

/** The lines that the others do not have, or not as often. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const rest = [...others];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}

function excerpt(text = 'nothing'): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

function eventsOf({ events }: TrainingPlan): TrainingPlan['events'] {
  return events.length === 0 ? [NO_EVENT] : events;
}

async function start(
  plan: TrainingPlan,
  { taskRoot, bootstrap = plan.bootstrap }: ComparedFunction,
  sandbox: SandboxSupport,
): Promise<Start> {
  const { handler, variables } = plan;
  const settings = { name: 'compared', memoryMb: MEMORY_MB, timeoutMs: TIMEOUT_MS };
  const log: string[] = [];
  const startedMs = Date.now();
  await using host = new FunctionHost({
    function: functionConfig({ ...settings, ...toldSettings(variables), taskRoot, handler, variables }),
    bootstrap,
    platform: { ...BARE_PLATFORM, sandbox },
    onLogLine: (line) => void log.push(comparable(line, taskRoot, startedMs)),
  });
  const init = await host.init();
  if (init.state !== 'ready') throw new BuildError(initFault(init));
  const answers: string[] = [];
  for (const { name, payload } of eventsOf(plan)) {
    const answer: Uint8Array[] = [];
    const { outcome } = await host.invoke(payload, { begin() {}, write: (bytes) => void answer.push(bytes) });
    if (outcome.state !== 'succeeded') throw new BuildError(invokeFault(name, outcome));
    if (outcome.response.mode === 'buffered') answer.push(outcome.response.payload);
    answers.push(comparable(Buffer.concat(answer).toString(), taskRoot, startedMs));
  }
  return { answers, log };
}

/** Without what differs from start to start, or from folder to folder. A time from before the start must not be there. */
function comparable(text: string, folder: string, startedMs: number): string {
  const time = (found: string): string => (Date.parse(found) < startedMs ? found : 'TIME');
  const known = text.replaceAll(folder, 'FOLDER').replaceAll(TIME, time);
  return VARYING.reduce((shorter, [pattern, name]) => shorter.replaceAll(pattern, name), known);
}
