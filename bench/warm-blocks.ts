import type { Measured } from './cold-rounds.ts';
import type { Contender } from './contenders/contender.ts';
import { ContenderFailure } from './contenders/contender-failure.ts';
import type { Setting } from './contenders/lambda-variables.ts';
import { RunningContender } from './contenders/running-contender.ts';
import type { Progress } from './progress.ts';
import { interleave } from './rounds.ts';
import type { Random } from './statistics/random.ts';

/** Invocations of one warm process in a row, in milliseconds. */
export interface WarmBlock {
  /** Event sent → response received whole. */
  readonly eventToResponseMs: readonly number[];
  /** Event sent → first bytes of the following GET next: the whole round trip. */
  readonly eventToNextMs: readonly number[];
}

/** How many invocations are made, and in which portions. */
export interface WarmPlan {
  readonly blocks: number;
  readonly invocationsPerBlock: number;
  /** Dropped, once per process: the JavaScript engine is still optimising. */
  readonly warmUpInvocations: number;
  /** Dropped at the front of every block: the caches hold the previous contender. */
  readonly settlingInvocations: number;
}

export const WARM_PLAN: WarmPlan = {
  blocks: 20,
  invocationsPerBlock: 200,
  warmUpInvocations: 1000,
  settlingInvocations: 20,
};

/**
 * Warm invocations in blocks; the one process of each contender is kept running, and the contenders take turns. One that
 * fails is left out from there on.
 */
export async function warmBlocks(
  contenders: readonly Contender[],
  setting: Setting,
  plan: WarmPlan,
  random: Random,
  progress: Progress,
): Promise<Measured<WarmBlock>> {
  await using processes = new AsyncDisposableStack();
  const samples = new Map<string, WarmBlock[]>();
  const failures: ContenderFailure[] = [];
  const running = new Map<string, RunningContender>();
  const attempt = async (name: string, action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ContenderFailure)) throw error;
      failures.push(error);
      running.delete(name);
      samples.delete(name);
    }
  };
  for (const contender of contenders) {
    await attempt(contender.name, async () => {
      const started = processes.use(await RunningContender.start(contender, setting));
      await started.ready();
      await block(started, plan.warmUpInvocations);
      running.set(contender.name, started);
      samples.set(contender.name, []);
    });
  }
  const turns = interleave([...running.keys()], plan.blocks, random);
  const count = progress.counter('blocks of warm invocations', turns.length);
  for (const { contender: name } of turns) {
    const process = running.get(name);
    if (process === undefined) continue;
    await attempt(name, async () => {
      await block(process, plan.settlingInvocations);
      samples.get(name)?.push(await block(process, plan.invocationsPerBlock));
    });
    count();
  }
  return { samples, failures };
}

async function block(running: RunningContender, invocations: number): Promise<WarmBlock> {
  const eventToResponseMs: number[] = [];
  const eventToNextMs: number[] = [];
  for (let count = 0; count < invocations; count++) {
    const { sentMs, respondedMs, nextMs } = await running.invoke();
    eventToResponseMs.push(respondedMs - sentMs);
    eventToNextMs.push(nextMs - sentMs);
  }
  return { eventToResponseMs, eventToNextMs };
}
