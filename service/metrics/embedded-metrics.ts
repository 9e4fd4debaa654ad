/** A value of a metric that a function has written into its log. */
export interface EmbeddedSample {
  readonly namespace: string;
  readonly metric: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

/** What a line of a log has said. */
export interface EmbeddedMetrics {
  readonly samples: readonly EmbeddedSample[];
  /** Parts that break the rules of the format, and are left out. */
  readonly faults: number;
}

type Members = Readonly<Record<string, unknown>>;
type Part<T> = { readonly samples: readonly T[]; readonly faults: number };

// CloudWatch's own limits.
const MAX_LINE = 1_048_576;
const MAX_METRICS = 100;
const MAX_VALUES = 100;
// CloudWatch has none; a line must not become a million values.
const MAX_SETS = 30;
const MAX_DIMENSIONS = 30;
const MAX_NAME = 1024;
const MAX_NAMESPACE = 256;
const MAX_DIMENSION_NAME = 250;
const RESOLUTIONS: readonly unknown[] = [undefined, 1, 60];
const UNITS = unitsOfCloudWatch();
const NOTHING: EmbeddedMetrics = { samples: [], faults: 0 };
const FAULT = { samples: [], faults: 1 } as const;
// What console.log of a function puts before a text.
const PREFIX = /^[^\t{]*(?:\t[^\t{]*){2}\t(?=\{)/;

/**
 * Reads the metrics that a line of a log holds in the embedded metric format: a JSON object with `_aws.CloudWatchMetrics`,
 * by itself, after the prefix of `console.log`, or as `message` of a record in the JSON log format.
 */
export function embeddedMetrics(line: string): EmbeddedMetrics {
  // Nearly every line ends here.
  if (!line.includes('CloudWatchMetrics')) return NOTHING;
  if (line.length > MAX_LINE) return FAULT;
  const found = documentIn(line);
  if (found === undefined) return NOTHING;
  const { root, aws } = found;
  const timeMs = aws.Timestamp;
  if (typeof timeMs !== 'number' || !Number.isFinite(timeMs) || !Array.isArray(aws.CloudWatchMetrics)) return FAULT;
  const parts = aws.CloudWatchMetrics.map(membersOf);
  if (sizeOf(parts, 'Metrics') > MAX_METRICS || sizeOf(parts, 'Dimensions') > MAX_SETS) return FAULT;
  return collect(parts, (directive) => readDirective(directive, root, timeMs));
}

function documentIn(line: string): { readonly root: Members; readonly aws: Members } | undefined {
  const record = parsed(line.replace(PREFIX, ''));
  const { message } = record;
  const candidates = [record, typeof message === 'string' ? parsed(message) : membersOf(message)];
  const root = candidates.find((each) => 'CloudWatchMetrics' in membersOf(each._aws));
  return root && { root, aws: membersOf(root._aws) };
}

/** How many elements there are in the lists of this name together. */
function sizeOf(parts: readonly Members[], name: 'Metrics' | 'Dimensions'): number {
  const sizes = parts.map(({ [name]: list }) => (Array.isArray(list) ? list.length : 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function readDirective(value: unknown, root: Members, timeMs: number): EmbeddedMetrics {
  const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = membersOf(value);
  // CloudWatch keeps names such as AWS/Lambda for itself.
  if (!isName(namespace, MAX_NAMESPACE) || namespace.startsWith('AWS/')) return FAULT;
  if (!Array.isArray(sets) || !Array.isArray(metrics)) return FAULT;
  const known = collect(sets, (set) => dimensionsOf(set, root));
  const read = collect(metrics, (metric) => readMetric(metric, root));
  return {
    samples: read.samples.flatMap((metric) =>
      known.samples.map((dimensions) => ({ namespace, ...metric, dimensions, timeMs })),
    ),
    faults: known.faults + read.faults,
  };
}

function dimensionsOf(set: unknown, root: Members): Part<EmbeddedSample['dimensions']> {
  if (!Array.isArray(set) || set.length > MAX_DIMENSIONS) return FAULT;
  const entries = set.map((name) => [name, isName(name, MAX_DIMENSION_NAME) ? root[name] : undefined] as const);
  if (!entries.every(([, value]) => isName(value, MAX_NAME))) return FAULT;
  return { samples: [Object.fromEntries(entries)], faults: 0 };
}

function readMetric(value: unknown, root: Members): Part<Pick<EmbeddedSample, 'metric' | 'unit' | 'values'>> {
  const { Name: metric, Unit: unit = 'None', StorageResolution: resolution } = membersOf(value);
  if (!isName(metric, MAX_NAME) || typeof unit !== 'string' || !UNITS.has(unit)) return FAULT;
  if (!RESOLUTIONS.includes(resolution) || !Object.hasOwn(root, metric)) return FAULT;
  const given = root[metric];
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (values.length > MAX_VALUES || !values.every(isFiniteNumber)) return FAULT;
  return { samples: [{ metric, unit, values }], faults: 0 };
}

function collect<T>(values: readonly unknown[], read: (value: unknown) => Part<T>): Part<T> {
  const parts = values.map(read);
  return {
    samples: parts.flatMap(({ samples }) => samples),
    faults: parts.reduce((sum, { faults }) => sum + faults, 0),
  };
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isName(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most;
}

function parsed(text: string): Members {
  try {
    return membersOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function unitsOfCloudWatch(): ReadonlySet<string> {
  const sizes = [
    'Bytes',
    'Kilobytes',
    'Megabytes',
    'Gigabytes',
    'Terabytes',
    'Bits',
    'Kilobits',
    'Megabits',
    'Gigabits',
  ];
  const amounts = [...sizes, 'Terabits', 'Count'];
  const rates = amounts.map((unit) => `${unit}/Second`);
  return new Set(['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'None', ...amounts, ...rates]);
}
