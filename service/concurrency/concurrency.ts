import type { ProvisionedState, ProvisionedTarget } from '../environments/provisioned-environments.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { versionKey } from '../functions/function-config.ts';
import type { FunctionRegistry } from '../functions/function-registry.ts';
import type { InvocationRunner } from '../invocations/invocation-runner.ts';
import type { ConcurrencyLimits } from './concurrency-limits.ts';
import type { ConcurrencySettings, ProvisionedConfig } from './concurrency-settings.ts';

/** What concurrency is made of. */
export interface ConcurrencyParts {
  readonly settings: ConcurrencySettings;
  readonly limits: ConcurrencyLimits;
  readonly registry: FunctionRegistry;
  readonly runner: Pick<InvocationRunner, 'provision' | 'provisionedState'>;
}

/** Has limits and environments follow what the user has set aside. */
export class Concurrency {
  readonly settings: ConcurrencySettings;
  readonly limits: ConcurrencyLimits;
  readonly #registry: FunctionRegistry;
  readonly #runner: ConcurrencyParts['runner'];

  constructor({ settings, limits, registry, runner }: ConcurrencyParts) {
    this.settings = settings;
    this.limits = limits;
    this.#registry = registry;
    this.#runner = runner;
  }

  /** Settings, versions or aliases have changed. */
  apply(): void {
    const targets = this.#targets();
    const provisioned = new Map(targets.map((target) => [versionKey(target.function), target.environments]));
    this.limits.setAside({ reserved: this.settings.allReserved, provisioned });
    this.#runner.provision(targets);
  }

  /** How far the environments of a config are. */
  state({ functionName, qualifier }: ProvisionedConfig): ProvisionedState {
    const version = this.#registry.leadingVersion(functionName, qualifier);
    return version === undefined ? { ready: 0 } : this.#runner.provisionedState(version);
  }

  /** A version and an alias that leads to it have what both ask for. */
  #targets(): readonly ProvisionedTarget[] {
    const targets = new Map<string, { function: FunctionConfig; environments: number }>();
    for (const { functionName, qualifier, executions } of this.settings.allProvisioned()) {
      const version = this.#registry.leadingVersion(functionName, qualifier);
      if (version === undefined) continue;
      const before = targets.get(versionKey(version))?.environments ?? 0;
      targets.set(versionKey(version), { function: version, environments: before + executions });
    }
    return [...targets.values()];
  }
}
