import { isDeepStrictEqual } from 'node:util';
import { EMULATOR_FUNCTION } from '../../runtime/protocol/invoke-api.ts';
import { FUNCTION_VERSION } from '../environments/environment-variables.ts';
import { ServiceError } from '../http/service-error.ts';
import { functionArn } from './function-arn.ts';
import type { FunctionConfig } from './function-config.ts';
import type { FunctionReference } from './function-reference.ts';

/** The functions of a service by name. It gives each its revision. */
export class FunctionRegistry {
  #functions: ReadonlyMap<string, FunctionConfig> = new Map();
  #revisions = 0;

  /** All functions, in the order in which they were declared. */
  get functions(): readonly FunctionConfig[] {
    return [...this.#functions.values()];
  }

  /** Puts these functions in the place of all others. One that is the same as before keeps its revision. */
  replace(functions: readonly FunctionConfig[]): void {
    this.#functions = new Map(functions.map((config) => [config.name, this.#revised(config)]));
  }

  /**
   * A file below this folder has changed: functions that load from there get a new revision.
   *
   * @returns their names
   */
  touch(folder: string): readonly string[] {
    const touched = this.functions.filter((config) => codeFolders(config).includes(folder));
    const renewed = touched.map((config) => [config.name, { ...config, revision: this.#nextRevision() }] as const);
    this.#functions = new Map([...this.#functions, ...renewed]);
    return touched.map(({ name }) => name);
  }

  /**
   * Finds the function that a caller means. The name in the emulator's path means the first function where none has it.
   *
   * @throws ServiceError ResourceNotFoundException for an unknown function, and for any version but $LATEST
   */
  find({ name, qualifier }: FunctionReference): FunctionConfig {
    const config = this.#functions.get(name) ?? (name === EMULATOR_FUNCTION ? this.functions[0] : undefined);
    if (config === undefined || (qualifier ?? FUNCTION_VERSION) !== FUNCTION_VERSION) {
      throw new ServiceError('ResourceNotFoundException', `Function not found: ${functionArn(name, qualifier)}`);
    }
    return config;
  }

  #revised(config: FunctionConfig): FunctionConfig {
    const known = this.#functions.get(config.name);
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
