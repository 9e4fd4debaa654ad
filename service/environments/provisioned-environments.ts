import { type FunctionConfig, versionKey } from '../functions/function-config.ts';
import { type InitOutcome, initErrorType } from './environment-outcomes.ts';
import { isIdle } from './environment-phase.ts';
import type { ExecutionEnvironment } from './execution-environment.ts';

/** Environments of one version that are to be kept ready. */
export interface ProvisionedTarget {
  readonly function: FunctionConfig;
  readonly environments: number;
}

/** How far that has come. */
export interface ProvisionedState {
  /** Environments that have come through init. */
  readonly ready: number;
  /** Why the last one that did not has failed; nothing when all did. */
  readonly fault?: string;
}

/** How they are made, and given up. */
export interface ProvisionedOptions {
  readonly create: (config: FunctionConfig) => ExecutionEnvironment;
  /** Runs the init of an environment when its turn comes. */
  readonly start: (environment: ExecutionEnvironment) => Promise<InitOutcome>;
  /** Ends an environment; not waited for. */
  readonly shutDown: (environment: ExecutionEnvironment) => void;
}

type Member = { state: 'starting' | 'waiting' | 'busy' };

interface Group {
  target: ProvisionedTarget;
  readonly members: Map<ExecutionEnvironment, Member>;
  fault: string | undefined;
}

/** Environments that were initialised ahead (provisioned concurrency), and are never shut down for being idle. */
export class ProvisionedEnvironments {
  readonly #options: ProvisionedOptions;
  /** By `versionKey`. */
  readonly #groups = new Map<string, Group>();

  constructor(options: ProvisionedOptions) {
    this.#options = options;
  }

  /** These are to be kept ready from now on. Those that were before are kept as far as they fit. */
  set(targets: readonly ProvisionedTarget[]): void {
    const wanted = new Map(targets.map((target) => [versionKey(target.function), target]));
    for (const [key, group] of this.#groups) {
      if (wanted.get(key)?.function.revision !== group.target.function.revision) this.#drop(key, group);
    }
    for (const [key, target] of wanted) {
      const group = this.#groups.get(key) ?? { target, members: new Map(), fault: undefined };
      this.#groups.set(key, group);
      // Whoever asks for another number wants another attempt.
      if (group.target.environments !== target.environments) group.fault = undefined;
      group.target = target;
      this.#fill(group);
    }
  }

  /** One that waits for an invocation of this version, if there is one. */
  take(config: FunctionConfig): ExecutionEnvironment | undefined {
    const group = this.#groups.get(versionKey(config));
    if (group === undefined) return undefined;
    const waiting = [...group.members].filter(([, { state }]) => state === 'waiting');
    for (const [environment] of waiting.filter((each) => !isIdle(each[0].phase))) this.#remove(group, environment);
    this.#fill(group);
    const [environment, member] = waiting.find((each) => isIdle(each[0].phase)) ?? [];
    if (member !== undefined) member.state = 'busy';
    return environment;
  }

  /**
   * An invocation has ended.
   *
   * @param isUsable whether the environment can take another one
   * @returns whether it was one of these, and has been seen to
   */
  giveBack(environment: ExecutionEnvironment, isUsable: boolean): boolean {
    const group = [...this.#groups.values()].find(({ members }) => members.has(environment));
    const member = group?.members.get(environment);
    if (group === undefined || member === undefined) return false;
    member.state = 'waiting';
    if (!isUsable) this.#remove(group, environment);
    this.#fill(group);
    return true;
  }

  state(config: FunctionConfig): ProvisionedState {
    const { members = new Map<ExecutionEnvironment, Member>(), fault } = this.#groups.get(versionKey(config)) ?? {};
    const ready = [...members.values()].filter(({ state }) => state !== 'starting').length;
    return { ready, ...(fault !== undefined && { fault }) };
  }

  /** Gives all up; for environments that are busy that is up to those who use them. */
  clear(): void {
    for (const [key, group] of this.#groups) this.#drop(key, group);
  }

  /** Makes as many as are missing, or ends as many as are too much. */
  #fill(group: Group): void {
    const { target, members } = group;
    // After a failure nothing would be different the next time.
    const missing = group.fault === undefined ? target.environments - members.size : 0;
    for (let index = 0; index < missing; index += 1) this.#add(group);
    for (const [environment, { state }] of members) {
      if (members.size <= target.environments) break;
      if (state === 'waiting') this.#remove(group, environment);
    }
  }

  #add(group: Group): void {
    const environment = this.#options.create(group.target.function);
    const member: Member = { state: 'starting' };
    group.members.set(environment, member);
    void this.#start(environment).then((fault) => {
      if (!group.members.has(environment)) return;
      if (fault === undefined) member.state = 'waiting';
      else {
        group.fault = fault;
        this.#remove(group, environment);
      }
      this.#fill(group);
    });
  }

  /** Tells what has gone wrong. */
  async #start(environment: ExecutionEnvironment): Promise<string | undefined> {
    try {
      const outcome = await this.#options.start(environment);
      if (outcome.state === 'ready') await environment.rest();
      return outcome.state === 'ready' ? undefined : (initErrorType(outcome) ?? outcome.state);
    } catch (error) {
      return String(error);
    }
  }

  #remove(group: Group, environment: ExecutionEnvironment): void {
    group.members.delete(environment);
    this.#options.shutDown(environment);
  }

  #drop(key: string, group: Group): void {
    this.#groups.delete(key);
    for (const [environment, { state }] of group.members) {
      if (state !== 'busy') this.#remove(group, environment);
    }
  }
}
