/** What a chart of the page is drawn from; it stands in the page as JSON. */
export type Chart = WaterfallChart | StripChart | CumulativeChart | ScatterChart;

/** What a start consists of, one bar for each contender. */
export interface WaterfallChart {
  readonly kind: 'waterfall';
  readonly contenders: readonly string[];
  readonly steps: readonly ContenderStep[];
  /** Where the first response ends, in milliseconds since the spawn. */
  readonly responses: readonly { readonly contender: string; readonly ms: number; readonly text: string }[];
}

export interface ContenderStep {
  readonly contender: string;
  readonly step: StepName;
  readonly fromMs: number;
  readonly toMs: number;
}

/** In the order of their colours. */
export type StepName = 'process' | 'node' | 'runtime' | 'handler' | 'ask' | 'init' | 'response' | 'next';

/** Every sample as a dot. */
export interface StripChart {
  readonly kind: 'strip';
  /** All of the scenario, which decides their colours. */
  readonly contenders: readonly string[];
  readonly axis: Axis;
  readonly rows: readonly SampleRow[];
}

/** Every sample as a step of a curve: which share of them was as fast as that. */
export interface CumulativeChart {
  readonly kind: 'cumulative';
  /** All of the scenario, which decides their colours. */
  readonly contenders: readonly string[];
  readonly axis: Axis;
  readonly rows: readonly SampleRow[];
}

export interface Axis {
  /** Such as `init in ms`. */
  readonly label: string;
  /** Where the spread needs it. */
  readonly isLogarithmic: boolean;
  readonly least: number;
  readonly most: number;
}

export interface SampleRow {
  readonly contender: string;
  readonly samples: readonly number[];
  /** The median and its 95 % interval. */
  readonly median: { readonly value: number; readonly low: number; readonly high: number };
}

/** Every start as a dot: how long it took, and how much it has read. */
export interface ScatterChart {
  readonly kind: 'scatter';
  /** All of the scenario, which decides their colours. */
  readonly contenders: readonly string[];
  readonly label: string;
  readonly points: readonly { readonly contender: string; readonly read: number; readonly ms: number }[];
}
