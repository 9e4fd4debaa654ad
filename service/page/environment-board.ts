import type { TimedServiceEvent } from '../observation/service-events.ts';
import type { PageEnvironment, PagePhase, PageStart } from './page-state.ts';

type Event<Type extends TimedServiceEvent['type']> = Extract<TimedServiceEvent, { readonly type: Type }>;
export type PhaseEvent = Event<'environment.phase'>;
export type PlatformEvent = Event<'environment.telemetry'>;

/** The environments that there are. */
export class EnvironmentBoard {
  readonly #environments = new Map<string, PageEnvironment>();
  readonly #changed = new Map<string, PageEnvironment>();

  notePhase({ environment, phase, timeMs }: PhaseEvent): void {
    const { id, functionName, version, initializationType } = environment;
    const known = this.#environments.get(id);
    const { sinceMs = timeMs, invocations = 0 } = known ?? {};
    const shown = shownPhase(known?.phase, phase);
    this.#put({ id, functionName, version, initializationType, phase: shown, sinceMs, invocations });
  }

  /** Its init has begun, or an invocation in it. */
  notePlatform({ environment: { id }, event }: PlatformEvent): void {
    const known = this.#environments.get(id);
    if (known === undefined) return;
    if (event.type === 'platform.start') this.#put({ ...known, invocations: known.invocations + 1 });
    if (event.type === 'platform.initStart' && known.phase === 'prepared')
      this.#put({ ...known, phase: 'initializing' });
  }

  /** How many a function has, or all have together, without those that are only prepared. */
  count(functionName: string | undefined): number {
    const isCounted = (each: PageEnvironment): boolean =>
      each.phase !== 'prepared' && (functionName === undefined || each.functionName === functionName);
    return [...this.#environments.values()].filter(isCounted).length;
  }

  all(): readonly PageEnvironment[] {
    return [...this.#environments.values()];
  }

  /** Those that have changed since it was last asked. */
  takeChanges(): readonly PageEnvironment[] {
    const changes = [...this.#changed.values()];
    this.#changed.clear();
    return changes;
  }

  #put(environment: PageEnvironment): void {
    if (environment.phase === 'stopped') this.#environments.delete(environment.id);
    else this.#environments.set(environment.id, environment);
    this.#changed.set(environment.id, environment);
  }
}

/** What came before the invocations of environments: inits and restores that have not been followed by one yet. */
export class EnvironmentStarts {
  readonly #starts = new Map<string, PageStart>();

  note({ environment: { id }, event }: PlatformEvent): void {
    if (event.type === 'platform.initStart' || event.type === 'platform.restoreStart') {
      const kind = event.type === 'platform.initStart' ? 'init' : 'restore';
      this.#starts.set(id, { kind, startMs: Date.parse(event.time), endMs: Number.POSITIVE_INFINITY });
    }
    if (event.type === 'platform.initReport' || event.type === 'platform.restoreReport') {
      const start = this.#starts.get(id);
      const endMs = (start?.startMs ?? 0) + event.record.metrics.durationMs;
      if (start !== undefined) this.#starts.set(id, { ...start, endMs });
    }
  }

  /** The start of an environment, for the first invocation after it. */
  take(id: string, nowMs: number): PageStart | undefined {
    const start = this.#starts.get(id);
    this.#starts.delete(id);
    return start && { ...start, endMs: Math.min(start.endMs, nowMs) };
  }

  forget(id: string): void {
    this.#starts.delete(id);
  }
}

/** It is prepared before its init begins, and frozen before it is said to be ready. */
function shownPhase(before: PagePhase | undefined, phase: PagePhase): PagePhase {
  if (before === undefined && phase === 'initializing') return 'prepared';
  return before === 'frozen' && phase === 'ready' ? 'frozen' : phase;
}
