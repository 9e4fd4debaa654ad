import type { Absence } from '../../layer/absence.ts';
import type { FunctionPlace } from '../../service/functions/function-path.ts';
import type { CommandLine } from '../../service/processes/command-line.ts';
import type { Progress } from '../progress.ts';
import type { Workload } from '../workload.ts';

/** A runtime that takes part, ready to be started. */
export interface Contender {
  readonly name: string;
  readonly command: CommandLine;
  /** What comes between its program and the other words, for a function of that size; nothing where left out. */
  readonly flags?: (memoryMb: number) => readonly string[];
  /** Files and folders that it consists of, without the function; absolute paths. */
  readonly files: readonly string[];
  /** Such as `Node.js 24.21.0`; empty where it does not say. */
  readonly version: string;
  /** Whether it posts events back as they are: a floor, which loads no handler. */
  readonly echoes: boolean;
  /**
   * Makes of a function what it runs; it runs the function as it is where this is absent.
   *
   * @throws BenchError with the reason when that cannot be made
   */
  readonly build?: (workload: Workload) => Promise<FunctionPlace>;
  /** What has been made of the function that is measured. */
  readonly built?: FunctionPlace;
  /** Whether the function has to lie where it does on Lambda. */
  readonly atTaskRoot?: boolean;
  /** Absolute path of what its layers bring to `/opt`; nothing where left out. */
  readonly layers?: string;
  /** The beginning of a line in which it says that it has started in another way than the one that is measured. */
  readonly unlessSaid?: string;
}

/** What every contender runs on or from. */
export interface Ground {
  /** The Node.js binary of the layer: the same file for all, so that only the runtime differs. */
  readonly node: string;
  /** The program that Lambda starts when the layer is attached. */
  readonly bootstrap: string;
  /** `Node.js 24.21.0`, of that binary. */
  readonly nodeVersion: string;
}

/** A contender to choose from. */
export interface ContenderEntry {
  readonly name: string;
  readonly about: string;
  /** Whether it takes part only when it is named. */
  readonly onRequest?: boolean;
  /** Gives it once it can be started, or says why it cannot be on this machine. */
  prepare(ground: Ground, progress: Progress): Promise<PreparedContender | Absence>;
}

/** What is known of a contender when it can be started. */
export type PreparedContender = Omit<Contender, 'name'>;
