import type { Random } from './statistics/random.ts';

/** One turn of one contender within a round. */
export interface Turn<T> {
  /** Counts from 0. */
  readonly round: number;
  readonly contender: T;
}

/**
 * Every contender once in each round, in an order shuffled anew: what the machine does meanwhile, and what one
 * contender leaves behind for the next, then meets all of them alike.
 */
export function interleave<T>(contenders: readonly T[], rounds: number, random: Random): Turn<T>[] {
  return Array.from({ length: rounds }, (_, round) =>
    shuffle(contenders, random).map((contender) => ({ round, contender })),
  ).flat();
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
