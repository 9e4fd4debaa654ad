/** Something that the runtime does in every invocation, with inputs that cost differently. */
export interface HotPath {
  readonly name: string;
  /** Whether its cases give promises. */
  readonly isAsync?: boolean;
  readonly cases: readonly MicroCase[];
  /** Ends what the cases use. */
  close?(): Promise<void>;
}

/** One call that is measured, over and over. */
export interface MicroCase {
  readonly name: string;
  readonly run: () => unknown;
}
