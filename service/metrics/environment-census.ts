import type { ObservedEnvironment, ServiceEvent } from '../observation/service-event.ts';

type PhaseEvent = Extract<ServiceEvent, { type: 'environment.phase' }>;

/** Environments of one version in one phase. */
export interface EnvironmentCount {
  readonly functionName: string;
  readonly version: string;
  readonly phase: PhaseEvent['phase'];
  readonly environments: number;
}

/** The environments of a version that were initialised ahead. */
export interface ProvisionedCount {
  readonly functionName: string;
  readonly version: string;
  /** That have come through init. */
  readonly ready: number;
  /** In which something is running. */
  readonly busy: number;
}

const READY: readonly PhaseEvent['phase'][] = ['ready', 'frozen', 'reset', 'invoking'];

/** Which environments there are, and in which phases. */
export class EnvironmentCensus {
  readonly #environments = new Map<string, PhaseEvent>();
  /** Those that were initialised ahead, by version. */
  readonly #provisioned = new Map<string, Set<string>>();

  note(event: PhaseEvent): void {
    const { environment, phase } = event;
    if (phase === 'stopped') this.#environments.delete(environment.id);
    else this.#environments.set(environment.id, event);
    if (isProvisioned(environment)) this.#noteProvisioned(environment, phase);
  }

  counts(): readonly EnvironmentCount[] {
    const groups = Map.groupBy(
      this.#environments.values(),
      ({ environment, phase }) => `${versionOf(environment)} ${phase}`,
    );
    return [...groups.values()].flatMap((group) =>
      group.slice(0, 1).map(({ environment: { functionName, version }, phase }) => ({
        functionName,
        version,
        phase,
        environments: group.length,
      })),
    );
  }

  provisioned(): readonly ProvisionedCount[] {
    return [...this.#provisioned.values()].flatMap((ids) => {
      const group = [...ids].flatMap((id) => this.#environments.get(id) ?? []);
      const ready = group.filter(({ phase }) => READY.includes(phase)).length;
      const busy = group.filter(({ phase }) => phase === 'invoking').length;
      return group
        .slice(0, 1)
        .map(({ environment: { functionName, version } }) => ({ functionName, version, ready, busy }));
    });
  }

  /** Whether environments of a version are kept ready. */
  isProvisionedFor(environment: ObservedEnvironment): boolean {
    return this.#provisioned.has(versionOf(environment));
  }

  #noteProvisioned(environment: ObservedEnvironment, phase: PhaseEvent['phase']): void {
    const key = versionOf(environment);
    const ids = this.#provisioned.get(key) ?? new Set();
    if (phase === 'stopped') ids.delete(environment.id);
    else ids.add(environment.id);
    if (ids.size === 0) this.#provisioned.delete(key);
    else this.#provisioned.set(key, ids);
  }
}

/** Whether it was initialised ahead. */
export function isProvisioned({ initializationType }: ObservedEnvironment): boolean {
  return initializationType === 'provisioned-concurrency';
}

function versionOf({ functionName, version }: ObservedEnvironment): string {
  return `${functionName}:${version}`;
}
