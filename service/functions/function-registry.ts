import { isDeepStrictEqual } from 'node:util';
import { EMULATOR_FUNCTION } from '../../runtime/protocol/invoke-api.ts';
import { ServiceError } from '../http/service-error.ts';
import { functionArn } from './function-arn.ts';
import { type FunctionConfig, LATEST } from './function-config.ts';
import type { FunctionReference } from './function-reference.ts';
import { type FunctionVersions, versionOf } from './function-versions.ts';

/** What a reference leads to. */
export interface FunctionTarget {
  /** The version that runs; that of an alias is chosen anew each time. */
  readonly config: FunctionConfig;
  /** With the qualifier, when the caller named one. */
  readonly functionArn: string;
}

/** The functions of a service by name: those that files declare, and those that were deployed. */
export class FunctionRegistry {
  #declared: ReadonlyMap<string, FunctionConfig> = new Map();
  readonly #deployed = new Map<string, FunctionVersions>();
  #revisions = 0;

  /** All functions in the version `$LATEST`: the declared ones in their order, then the deployed ones. */
  get functions(): readonly FunctionConfig[] {
    return this.versions.filter(({ version }) => version === LATEST);
  }

  /** All versions of all functions. */
  get versions(): readonly FunctionConfig[] {
    return [...this.declared, ...[...this.#deployed.values()].flatMap(({ versions }) => versions)];
  }

  /** Those that files declare, in their order. */
  get declared(): readonly FunctionConfig[] {
    return [...this.#declared.values()];
  }

  /** Puts these functions in the place of all declared ones. One that is the same as before keeps its revision. */
  declare(functions: readonly FunctionConfig[]): void {
    this.#declared = new Map(functions.map((config) => [config.name, this.#revised(config)]));
  }

  /** Puts these versions in the place of those that a function has had; no versions: it is gone. */
  deploy(name: string, versions: FunctionVersions): void {
    if (versions.versions.length === 0) this.#deployed.delete(name);
    else this.#deployed.set(name, versions);
  }

  /**
   * A file below this folder has changed: functions that load from there get a new revision.
   *
   * @returns their names
   */
  touch(folder: string): readonly string[] {
    const touched = this.declared.filter((config) => codeFolders(config).includes(folder));
    const renewed = touched.map((config) => [config.name, { ...config, revision: this.#nextRevision() }] as const);
    this.#declared = new Map([...this.#declared, ...renewed]);
    return touched.map(({ name }) => name);
  }

  /**
   * Finds the version that a caller means. The name in the emulator's path means the first function where none has it.
   *
   * @throws ServiceError ResourceNotFoundException for an unknown function, version or alias, ResourceConflictException
   *   for a function that is being deployed
   */
  resolve({ name, qualifier }: FunctionReference): FunctionTarget {
    const config = this.#config(name, qualifier) ?? this.#emulated(name, qualifier);
    if (config !== undefined) return { config, functionArn: functionArn(config.name, qualifier) };
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${functionArn(name, qualifier)}`);
  }

  /** The version that a number means, or an alias for most of its invocations; whatever state the function is in. */
  leadingVersion(name: string, qualifier: string): FunctionConfig | undefined {
    const { versions = [], aliases = [] } = this.#deployed.get(name) ?? {};
    const version = aliases.find((alias) => alias.name === qualifier)?.version ?? qualifier;
    return versions.find((config) => config.version === version);
  }

  #config(name: string, qualifier = LATEST): FunctionConfig | undefined {
    const deployed = this.#deployed.get(name);
    if (deployed !== undefined) return versionOf(deployed, qualifier);
    return qualifier === LATEST ? this.#declared.get(name) : undefined;
  }

  #emulated(name: string, qualifier: string | undefined): FunctionConfig | undefined {
    const [first] = this.functions;
    return name === EMULATOR_FUNCTION && first !== undefined ? this.#config(first.name, qualifier) : undefined;
  }

  #revised(config: FunctionConfig): FunctionConfig {
    const known = this.#declared.get(config.name);
    if (known !== undefined && isDeepStrictEqual({ ...known, revision: '' }, { ...config, revision: '' })) return known;
    return { ...config, revision: this.#nextRevision() };
  }

  #nextRevision(): string {
    this.#revisions += 1;
    return String(this.#revisions);
  }
}

/** Every folder that a function can load from. */
export function codeFolders({ taskRoot, layers }: FunctionConfig): readonly string[] {
  return [taskRoot, ...layers];
}
