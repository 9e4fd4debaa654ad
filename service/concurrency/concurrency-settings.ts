import type { Collection, StateDatabase } from '../state/state-database.ts';

/** Environments that are kept ready for a version, or for what an alias leads to. */
export interface ProvisionedConfig {
  readonly functionName: string;
  /** A version or an alias. */
  readonly qualifier: string;
  readonly executions: number;
  readonly lastModified: string;
}

/** What the user has set aside for functions, kept in the state database. */
export class ConcurrencySettings {
  readonly #reserved: Collection<{ readonly functionName: string; readonly executions: number }>;
  readonly #provisioned: Collection<ProvisionedConfig>;

  constructor(database: StateDatabase) {
    this.#reserved = database.collection('reserved concurrency');
    this.#provisioned = database.collection('provisioned concurrency');
  }

  /** By the names of functions. */
  get allReserved(): ReadonlyMap<string, number> {
    return new Map(this.#reserved.list().map(({ functionName, executions }) => [functionName, executions]));
  }

  reserved(functionName: string): number | undefined {
    return this.#reserved.get(functionName)?.executions;
  }

  reserve(functionName: string, executions: number): void {
    this.#reserved.put(functionName, { functionName, executions });
  }

  unreserve(functionName: string): void {
    this.#reserved.delete(functionName);
  }

  /** Those of a function, or of all, in the order of their names. */
  allProvisioned(functionName?: string): readonly ProvisionedConfig[] {
    return this.#provisioned.list(functionName === undefined ? '' : `${functionName}/`);
  }

  provisioned(functionName: string, qualifier: string): ProvisionedConfig | undefined {
    return this.#provisioned.get(`${functionName}/${qualifier}`);
  }

  provision(config: ProvisionedConfig): void {
    this.#provisioned.put(`${config.functionName}/${config.qualifier}`, config);
  }

  unprovision(functionName: string, qualifier: string): void {
    this.#provisioned.delete(`${functionName}/${qualifier}`);
  }

  /** A function is gone. */
  forget(functionName: string): void {
    this.unreserve(functionName);
    for (const { qualifier } of this.allProvisioned(functionName)) this.unprovision(functionName, qualifier);
  }
}
