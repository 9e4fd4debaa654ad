import { existsSync, readFileSync } from 'node:fs';
import {
  type Check,
  checkKeys,
  DeclarationFault,
  functionName,
  objectOf,
  oneOf,
  wholeNumber,
} from '../functions/declaration-checks.ts';
import { readFunctionReference } from '../functions/function-reference.ts';
import { declarationsFile } from '../functions/functions-at-paths.ts';
import { STATISTICS } from '../metrics/metric-bucket.ts';
import { HISTORY_MS } from '../metrics/metric-history.ts';
import { type Dimensions, LAMBDA_NAMESPACE } from '../metrics/metric-id.ts';
import { UsageError } from '../usage-error.ts';
import type { AlarmAction, AlarmConfig } from './alarm-config.ts';
import { evaluationRange } from './alarm-evaluation.ts';

// CloudWatch's own limits.
const MAX_ALARM_NAME = 255;
const MAX_METRIC_NAME = 1024;
const MAX_DESCRIPTION = 1024;
const MAX_DIMENSIONS = 30;
const MAX_ACTIONS = 5;
const SHORT_PERIODS = [10, 30];
const FUNCTION = 'function:';

const REQUIRED = ['name', 'metric', 'statistic', 'threshold', 'comparison', 'period', 'evaluationPeriods'] as const;
const OPTIONAL = [
  'description',
  'namespace',
  'function',
  'dimensions',
  'datapointsToAlarm',
  'treatMissingData',
  'alarmActions',
  'okActions',
] as const;

const comparison = oneOf(
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
);
const missingData = oneOf('missing', 'notBreaching', 'breaching', 'ignore');
const statistic = oneOf(...STATISTICS);

/**
 * Reads the alarms that are declared beside functions.
 *
 * @param paths as they were given for functions: those without a file of declarations have no alarms
 * @throws UsageError with one line that names the file, the key, what is allowed and what was found
 */
export function readAlarms(paths: readonly string[]): readonly AlarmConfig[] {
  const files = new Set(paths.flatMap((path) => declarationsFile(path) ?? []));
  const alarms = [...files].filter((file) => existsSync(file)).flatMap(alarmsIn);
  const names = alarms.map(({ name }) => name);
  const second = names.find((name, index) => names.indexOf(name) !== index);
  if (second !== undefined) throw new UsageError(`two alarms are named ${second}`);
  return alarms;
}

function alarmsIn(file: string): readonly AlarmConfig[] {
  try {
    const { alarms = [] } = JSON.parse(readFileSync(file, 'utf8'));
    if (!Array.isArray(alarms)) throw new DeclarationFault('a list of alarms', alarms, 'alarms');
    return alarms.map((each, index) => declaredAlarm(each, `alarms[${index}]`));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
    throw new UsageError(`${file}: ${reason}`, { cause: error });
  }
}

function declaredAlarm(value: unknown, key: string): AlarmConfig {
  const declared = objectOf(value, key, 'an object');
  checkKeys(declared, [...REQUIRED, ...OPTIONAL], key);
  const required = <T>(name: (typeof REQUIRED)[number], check: Check<T>): T =>
    check(declared[name], `${key}.${name}`, '');
  const optional = <T>(name: (typeof OPTIONAL)[number], check: Check<T>): T | undefined =>
    declared[name] === undefined ? undefined : check(declared[name], `${key}.${name}`, '');
  const evaluationPeriods = required('evaluationPeriods', wholeNumber(1, 1000, 'periods'));
  const ofFunction = optional('function', functionName);
  const config = {
    name: required('name', textOf(MAX_ALARM_NAME)),
    description: optional('description', textOf(MAX_DESCRIPTION)),
    namespace: optional('namespace', textOf(MAX_ALARM_NAME)) ?? LAMBDA_NAMESPACE,
    metric: required('metric', textOf(MAX_METRIC_NAME)),
    dimensions: {
      ...(ofFunction !== undefined && { FunctionName: ofFunction }),
      ...optional('dimensions', dimensions),
    },
    statistic: required('statistic', statistic),
    threshold: required('threshold', finite),
    comparison: required('comparison', comparison),
    period: required('period', period),
    evaluationPeriods,
    datapointsToAlarm: optional('datapointsToAlarm', wholeNumber(1, evaluationPeriods, 'periods')) ?? evaluationPeriods,
    treatMissingData: optional('treatMissingData', missingData) ?? 'missing',
    alarmActions: optional('alarmActions', actions) ?? [],
    okActions: optional('okActions', actions) ?? [],
  } satisfies AlarmConfig;
  checkRange(config, key);
  return config;
}

/** Metrics are kept for three hours. */
function checkRange(config: AlarmConfig, key: string): void {
  const most = Math.floor(HISTORY_MS / 1000 / config.period) - (evaluationRange(config) - config.evaluationPeriods);
  if (config.evaluationPeriods <= most) return;
  const hours = HISTORY_MS / 3_600_000;
  const expected = `${most} periods of ${config.period} s at most, since metrics are kept for ${hours} hours`;
  throw new DeclarationFault(expected, config.evaluationPeriods, `${key}.evaluationPeriods`);
}

const finite: Check<number> = (value, key) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new DeclarationFault('a number', value, key);
};

const period: Check<number> = (value, key) => {
  const isMinutes = typeof value === 'number' && Number.isInteger(value / 60) && value > 0;
  if (typeof value === 'number' && (isMinutes || SHORT_PERIODS.includes(value))) return value;
  throw new DeclarationFault('10, 30 or a multiple of 60 seconds', value, key);
};

const dimensions: Check<Dimensions> = (value, key) => {
  const entries = Object.entries(objectOf(value, key, 'an object of names and texts'));
  if (entries.length > MAX_DIMENSIONS)
    throw new DeclarationFault(`${MAX_DIMENSIONS} dimensions at most`, entries.length, key);
  return Object.fromEntries(entries.map(([name, text]) => [name, textOf(MAX_METRIC_NAME)(text, `${key}.${name}`, '')]));
};

const actions: Check<readonly AlarmAction[]> = (value, key) => {
  if (!Array.isArray(value) || value.length > MAX_ACTIONS) {
    throw new DeclarationFault(`a list of ${MAX_ACTIONS} actions at most`, value, key);
  }
  return value.map((each, index) => actionOf(each, `${key}[${index}]`));
};

function actionOf(value: unknown, key: string): AlarmAction {
  if (value === 'log') return { type: 'log' };
  const expected = '"log" or a function such as "function:on-alarm"';
  if (typeof value !== 'string' || !value.startsWith(FUNCTION)) throw new DeclarationFault(expected, value, key);
  try {
    const { name, qualifier } = readFunctionReference(value.slice(FUNCTION.length));
    return { type: 'function', functionName: name, qualifier };
  } catch {
    throw new DeclarationFault(expected, value, key);
  }
}

function textOf(most: number): Check<string> {
  return (value, key) => {
    const isText = typeof value === 'string' && value.trim() !== '' && value.length <= most;
    // A line of the terminal holds the names of alarms.
    if (isText && !/\p{Cc}/u.test(value)) return value;
    throw new DeclarationFault(`a text of 1 to ${most} characters`, value, key);
  };
}
