import { BuildError } from '../../build-error.ts';
import { IMAGE_NOT_USED } from '../../process-image/image-format.ts';
import type { TrainingPlan } from '../compile/training-run.ts';
import { type ComparedStart, comparedEvents, type StartedFunction, type TwoStarts } from './compared-start.ts';
import type { ImageStage } from './image-stage.ts';
import { NoImageError } from './no-image-error.ts';

const MOST_CHARACTERS = 120;

/**
 * Starts a function twice from its image and twice without, and compares what it answers and logs. What is the
 * same in both starts without must be the same with it; what differs there must differ here as well.
 *
 * @throws NoImageError for the first difference, or for why it is not used; BuildError where the function fails without
 *   it as well
 */
export async function compareStarts(
  plan: TrainingPlan,
  compared: { readonly plain: StartedFunction; readonly taken: StartedFunction },
  stage: ImageStage,
): Promise<void> {
  const plain = await stage.twoStarts(plan, compared.plain);
  const taken = await fromImage(plan, compared.taken, stage);
  const unused = taken[0].log.find((line) => line.includes(IMAGE_NOT_USED));
  if (unused !== undefined) {
    throw new NoImageError(`it is not used${unused.slice(unused.indexOf(IMAGE_NOT_USED) + IMAGE_NOT_USED.length)}`);
  }
  const faults = [...differencesOf(plan, plain, taken)];
  if (faults[0] !== undefined) throw new NoImageError(faults[0]);
}

async function fromImage(plan: TrainingPlan, taken: StartedFunction, stage: ImageStage): Promise<TwoStarts> {
  try {
    return await stage.twoStarts(plan, taken);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new NoImageError(`from it, ${error.message}`, { cause: error });
  }
}

function* differencesOf(plan: TrainingPlan, plain: TwoStarts, taken: TwoStarts): Generator<string> {
  for (const [index, { name }] of comparedEvents(plan).entries()) {
    const answer = ({ answers }: ComparedStart): string | undefined => answers[index];
    yield* difference(`answers to ${name}`, pair(plain, answer), pair(taken, answer));
  }
  yield* difference('logs', pair(plain, logText), pair(taken, logText));
}

type Pair = readonly [first: string, second: string];

function pair(starts: TwoStarts, of: (start: ComparedStart) => string | undefined): Pair {
  return [of(starts[0]) ?? '', of(starts[1]) ?? ''];
}

function logText({ log }: ComparedStart): string {
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
