import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../bench-error.ts';
import type { Progress } from '../progress.ts';
import type { Command } from './contender-process.ts';
import { installRivals, rivalPath } from './install-rivals.ts';

/** What every contender runs on or from. */
export interface Ground {
  /** The Node.js binary of the layer: the same file for all, so that only the runtime differs. */
  readonly node: string;
  /** The program that Lambda starts when the layer is attached. */
  readonly bootstrap: string;
}

/** Why a contender does not take part. */
export interface Absence {
  readonly reason: string;
}

/** A contender to choose from. */
export interface ContenderEntry {
  readonly name: string;
  readonly about: string;
  /** Whether the benchmark goes on without it where it does not run. */
  readonly optional: boolean;
  /** Gives its command once it can be started, or why it cannot be on this machine. */
  prepare(ground: Ground, progress: Progress): Promise<Command | Absence>;
}

const BARE_LOOP = fileURLToPath(new URL('bare-loop.cjs', import.meta.url));

/** All contenders, in the order of the report. */
export const CONTENDERS: readonly ContenderEntry[] = [
  {
    name: 'bare',
    about: 'the floor: Node.js with a script that opens a socket and asks for an event, without a handler',
    optional: false,
    prepare: async ({ node }) => [node, BARE_LOOP],
  },
  {
    name: 'snapboot',
    about: 'the layer of this checkout, built first',
    optional: false,
    prepare: async ({ bootstrap }) => [bootstrap],
  },
  {
    name: 'aws-lambda-ric',
    about: 'the official runtime interface client 4.x with its native part, installed on first use',
    optional: true,
    prepare: async ({ node }, progress) => {
      const reason = await installRivals(progress);
      return reason === undefined ? [node, join(rivalPath('aws-lambda-ric'), 'index.mjs')] : { reason };
    },
  },
];

/** The entries of these names, in the order of the report; all of them when no name is given. */
export function chooseContenders(names: readonly string[]): readonly ContenderEntry[] {
  const unknown = names.find((name) => !CONTENDERS.some((entry) => entry.name === name));
  if (unknown !== undefined) {
    const known = CONTENDERS.map(({ name }) => name).join(', ');
    throw new BenchError(`--contender ${unknown}: there are ${known}`);
  }
  return names.length === 0 ? CONTENDERS : CONTENDERS.filter(({ name }) => names.includes(name));
}
