import type { MetricHistory } from '../metrics/metric-history.ts';
import type { AlarmAction, AlarmConfig } from './alarm-config.ts';
import { type Datapoint, evaluateAlarm, evaluationRange } from './alarm-evaluation.ts';
import { type AlarmState, alarmArn, alarmConfiguration, alarmEvent } from './alarm-event.ts';

/** What alarms need of the service. */
export interface AlarmMonitorParts {
  readonly history: Pick<MetricHistory, 'query'>;
  /** Starts an asynchronous invocation. */
  readonly invoke: (functionName: string, qualifier: string | undefined, event: object) => Promise<void>;
  readonly onNotice: (line: string) => void;
}

interface Alarm {
  readonly config: AlarmConfig;
  state: AlarmState;
  /** The end of the last period that was looked at. */
  evaluatedMs: number;
}

const MINUTE_MS = 60_000;
const SHORT_PERIOD_MS = 10_000;

/** Keeps alarms at the state that the metrics say, and does what is to be done when it changes. */
export class AlarmMonitor {
  readonly #parts: AlarmMonitorParts;
  readonly #now: () => number;
  #configs: readonly AlarmConfig[] = [];
  #alarms: readonly Alarm[] = [];

  /** @param now milliseconds since 1970 */
  constructor(parts: AlarmMonitorParts, now: () => number = Date.now) {
    this.#parts = parts;
    this.#now = now;
  }

  /** From now on there are these; one that is the same as before keeps its state. */
  set(configs: readonly AlarmConfig[]): void {
    if (configs === this.#configs) return;
    this.#configs = configs;
    const before = new Map(this.#alarms.map((alarm) => [JSON.stringify(alarm.config), alarm]));
    this.#alarms = configs.map((config) => before.get(JSON.stringify(config)) ?? this.#newAlarm(config));
  }

  /** Looks at each alarm that has a complete period since it was looked at last. */
  async evaluate(): Promise<void> {
    const now = this.#now();
    const due = this.#alarms.filter((alarm) => lastEnd(alarm.config, now) > alarm.evaluatedMs);
    await Promise.all(due.map((alarm) => this.#evaluate(alarm, now)));
  }

  /** In their order, for people and pages. */
  list(): readonly object[] {
    return this.#alarms.map(({ config, state: { value, reason, sinceMs } }) => ({
      ...config,
      arn: alarmArn(config.name),
      state: value,
      reason,
      since: new Date(sinceMs).toISOString(),
      configuration: alarmConfiguration(config),
    }));
  }

  #newAlarm(config: AlarmConfig): Alarm {
    const reason = 'Unchecked: Initial alarm creation';
    const sinceMs = this.#now();
    return { config, evaluatedMs: 0, state: { value: 'INSUFFICIENT_DATA', reason, sinceMs, evaluated: [] } };
  }

  async #evaluate(alarm: Alarm, now: number): Promise<void> {
    const { config, state: previous } = alarm;
    alarm.evaluatedMs = lastEnd(config, now);
    const finding = evaluateAlarm(config, this.#range(config, alarm.evaluatedMs));
    if (finding === undefined || finding.value === previous.value) return;
    alarm.state = { ...finding, sinceMs: now };
    this.#parts.onNotice(`alarm ${config.name}: ${previous.value} → ${finding.value}: ${finding.reason}`);
    const event = alarmEvent(config, alarm.state, previous);
    await Promise.all(actionsFor(alarm).map((action) => this.#act(config, action, event)));
  }

  #range(config: AlarmConfig, to: number): readonly Datapoint[] {
    const { metric, namespace, dimensions, statistic, period } = config;
    const periodMs = period * 1000;
    const from = to - evaluationRange(config) * periodMs;
    const query = { metric, namespace, dimensions, statistic, periodSeconds: period, from, to };
    const values = new Map(this.#parts.history.query(query).map(({ time, value }) => [time, value]));
    return Array.from({ length: evaluationRange(config) }, (_, index) => {
      const time = from + index * periodMs;
      return { time, value: values.get(time) };
    });
  }

  async #act({ name }: AlarmConfig, action: AlarmAction, event: object): Promise<void> {
    if (action.type === 'log') {
      this.#parts.onNotice(`alarm ${name}: ${JSON.stringify(event)}`);
      return;
    }
    try {
      await this.#parts.invoke(action.functionName, action.qualifier, event);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.onNotice(`alarm ${name} cannot invoke ${action.functionName}: ${reason}`);
    }
  }
}

function actionsFor({ config, state }: Alarm): readonly AlarmAction[] {
  if (state.value === 'ALARM') return config.alarmActions;
  return state.value === 'OK' ? config.okActions : [];
}

/** The end of the latest complete period: of short ones every ten seconds, of others every minute. */
function lastEnd({ period }: AlarmConfig, now: number): number {
  const step = period * 1000 < MINUTE_MS ? SHORT_PERIOD_MS : MINUTE_MS;
  return Math.floor(now / step) * step;
}
