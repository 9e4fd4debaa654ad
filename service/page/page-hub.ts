import type { FunctionRegistry } from '../functions/function-registry.ts';
import type { ServiceEvents, TimedServiceEvent } from '../observation/service-events.ts';
import { BucketSeries } from './bucket-series.ts';
import { EnvironmentBoard, type PhaseEvent, type PlatformEvent } from './environment-board.ts';
import { InvocationList } from './invocation-list.ts';
import { LogRings } from './log-rings.ts';
import { ALL, type PageChange, type PageFunction } from './page-state.ts';

/** Keeps what the page shows, as much of the past as fits on it. */
export class PageHub implements Disposable {
  readonly #registry: Pick<FunctionRegistry, 'functions'>;
  readonly #environments = new EnvironmentBoard();
  readonly #invocations = new InvocationList();
  readonly #logs = new LogRings();
  readonly #series = new Map<string, BucketSeries>([[ALL, new BucketSeries()]]);
  readonly #changedSeries = new Set<string>();
  readonly #stopListening: () => void;
  #names: ReadonlySet<string> = new Set();
  #functionsChanged = false;

  /** Called at every change; must be quick. Without it nobody asks for changes. */
  onChange: (() => void) | undefined;

  constructor(registry: Pick<FunctionRegistry, 'functions'>, events: ServiceEvents) {
    this.#registry = registry;
    this.#stopListening = events.on((event) => {
      this.#note(event);
      this.#changed();
    });
    this.functionsChanged();
  }

  /** Functions have come, gone or changed. */
  functionsChanged(): void {
    this.#functionsChanged = true;
    const names = new Set(this.#registry.functions.map(({ name }) => name));
    this.#names = names;
    this.#invocations.keep(names);
    this.#logs.keep(names);
    for (const name of this.#series.keys()) if (name !== ALL && !names.has(name)) this.#series.delete(name);
    this.#changed();
  }

  /** All that there is. */
  whole(): PageChange {
    return {
      whole: true,
      timeMs: nowMs(),
      functions: this.#functions(),
      environments: this.#environments.all(),
      invocations: this.#invocations.all(),
      logs: this.#logs.all(),
      buckets: Object.fromEntries([...this.#series].map(([name, series]) => [name, series.all()])),
    };
  }

  /** What has changed since it was last asked. */
  takeChanges(): PageChange {
    const names = [...this.#changedSeries];
    this.#changedSeries.clear();
    const functions = this.#functionsChanged ? { functions: this.#functions() } : {};
    this.#functionsChanged = false;
    return {
      timeMs: nowMs(),
      ...functions,
      environments: this.#environments.takeChanges(),
      invocations: this.#invocations.takeChanges(),
      logs: this.#logs.takeChanges(),
      buckets: Object.fromEntries(names.map((name) => [name, this.#series.get(name)?.takeChanges() ?? []])),
    };
  }

  [Symbol.dispose](): void {
    this.#stopListening();
  }

  #changed(): void {
    if (this.onChange === undefined) this.#environments.takeChanges();
    else this.onChange();
  }

  #functions(): readonly PageFunction[] {
    return this.#registry.functions.map(({ name, deployed = false, memoryMb, timeoutMs, revision }) => {
      return { name, deployed, memoryMb, timeoutMs, revision };
    });
  }

  #note(event: TimedServiceEvent): void {
    if (event.type === 'environment.phase') this.#notePhase(event);
    // What a deleted function still does is nothing to keep.
    else if (this.#names.has(functionNameOf(event))) this.#noteKept(event);
  }

  #noteKept(event: TimedServiceEvent): void {
    switch (event.type) {
      case 'environment.telemetry':
        this.#notePlatform(event);
        break;
      case 'log.line':
        this.#logs.note(event.functionName, event.line, event.timeMs);
        break;
      case 'invocation.started':
        this.#invocations.noteStarted(event);
        this.#each(event.invocation.functionName, (series) => series.noteStarted());
        break;
      case 'invocation.ended':
        this.#invocations.noteEnded(event);
        this.#each(event.invocation.functionName, (series) => series.noteEnded(event.outcome, event.timeMs));
        break;
      default:
    }
  }

  #notePhase(event: PhaseEvent): void {
    this.#environments.notePhase(event);
    this.#invocations.notePhase(event);
    this.#noteEnvironments(event.environment.functionName, event.timeMs);
  }

  #notePlatform(platformEvent: PlatformEvent): void {
    const { environment, event, timeMs } = platformEvent;
    this.#invocations.notePlatform(platformEvent);
    this.#environments.notePlatform(platformEvent);
    if (event.type === 'platform.initStart') this.#noteEnvironments(environment.functionName, timeMs);
    if (event.type === 'platform.start') this.#each(environment.functionName, (series) => series.noteRunning(timeMs));
    if (event.type === 'platform.report')
      this.#each(environment.functionName, (series) => series.noteDuration(event.record.metrics.durationMs, timeMs));
  }

  #noteEnvironments(functionName: string, timeMs: number): void {
    this.#each(functionName, (series, name) =>
      series.noteEnvironments(this.#environments.count(name === ALL ? undefined : name), timeMs),
    );
  }

  #each(functionName: string, note: (series: BucketSeries, name: string) => void): void {
    for (const name of this.#names.has(functionName) ? [functionName, ALL] : [ALL]) {
      const series = this.#series.get(name) ?? new BucketSeries();
      this.#series.set(name, series);
      this.#changedSeries.add(name);
      note(series, name);
    }
  }
}

function functionNameOf(event: TimedServiceEvent): string {
  if ('environment' in event) return event.environment.functionName;
  return 'invocation' in event ? event.invocation.functionName : event.functionName;
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
