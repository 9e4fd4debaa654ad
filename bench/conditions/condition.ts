import type { Absence } from '../../layer/absence.ts';
import type { CommandLine } from '../../service/processes/command-line.ts';

/** Under which circumstances contenders are started: where their files come from, and what they may use. */
export interface Condition {
  /** As on the command line and in the report: `warm-cache`. */
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  /**
   * The same with what follows its name on the command line, split at the colons: `0.5`, `serial`. Conditions without it
   * have no such options.
   *
   * @throws BenchError that says which options there are
   */
  withOptions?(options: readonly string[]): Condition;
  /** Makes it ready for programs and functions that consist of these files and folders, or says why it cannot be had. */
  open(files: readonly string[]): Promise<OpenCondition | Absence>;
}

/** A condition that is in force until it is disposed of. */
export interface OpenCondition extends AsyncDisposable {
  /** What was set up, for the report: latency, bandwidth, read-ahead, share of CPU. */
  readonly details: readonly string[];
  /** How a contender is started under it. */
  launch(wanted: Launch): Launch;
  /** Called just before each start; not measured. */
  beforeStart(): Promise<void>;
  /** Called once the process runs, with the leader of its process group. */
  started(pid: number): void;
  /** Called when the contender waits for its first event: init is over. */
  initialised(pid: number): void;
  /** Called once the process has ended. Says why in one line, where the condition is the reason. */
  ended(pid: number): string | undefined;
  /** What storage was asked for since `beforeStart`; nothing where that is not counted. */
  storageUse(): Promise<StorageUse | undefined>;
}

/** A command, and its function; paths are as the contender sees them. */
export interface Launch {
  readonly command: CommandLine;
  readonly taskRoot: string;
  /** What `/opt` is to be, where that matters. */
  readonly layers?: string;
  /** The function's own. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where the command is started, if not in the task root: it finds its way there itself. */
  readonly startFolder?: string;
  /**
   * Whether the command says on descriptor 3 that it stands, and then waits for a line on its standard input before it
   * becomes the contender. The clock starts with that line.
   */
  readonly waits?: boolean;
}

/** Reads that reached the storage. */
export interface StorageUse {
  /** Absent where only the bytes are counted. */
  readonly requests?: number;
  readonly bytes: number;
}
