import { type FunctionConfig, versionKey } from '../functions/function-config.ts';
import { throttled } from '../http/service-error.ts';
import { TokenBucket } from './token-bucket.ts';

/** What is set aside for functions. */
export interface SetAside {
  /** By the name of a function, how many of its invocations there can be at a time, and always. */
  readonly reserved: ReadonlyMap<string, number>;
  /** By `versionKey`, environments that are kept ready. */
  readonly provisioned: ReadonlyMap<string, number>;
}

// Lambda's: with a reserved concurrency, ten times as many requests in a second.
const REQUESTS_EACH = 10;
const SECOND_MS = 1000;

/** How many invocations there can be at a time: of the account, and of functions with a share of their own. */
export class ConcurrencyLimits {
  readonly account: number;
  #setAside: SetAside = { reserved: new Map(), provisioned: new Map() };
  readonly #running = new Map<string, number>();
  readonly #runningByVersion = new Map<string, number>();
  readonly #requests = new Map<string, { readonly reserved: number; readonly bucket: TokenBucket }>();

  /** @param account of all functions together */
  constructor(account: number) {
    this.account = account;
  }

  /** From now on this is set aside. */
  setAside(setAside: SetAside): void {
    this.#setAside = setAside;
  }

  /** What the functions without a share of their own have together. */
  get unreserved(): number {
    return this.account - sum(this.#setAside.reserved.values());
  }

  /** What is reserved for a function; 0 switches it off. */
  reserved(functionName: string): number | undefined {
    return this.#setAside.reserved.get(functionName);
  }

  /** How many invocations of a function run at present. */
  running(functionName: string): number {
    return this.#running.get(functionName) ?? 0;
  }

  /**
   * Lets an invocation begin.
   *
   * @returns to be disposed of when the invocation has ended
   * @throws ServiceError TooManyRequestsException with the reason
   */
  admit(config: FunctionConfig): Disposable {
    const reserved = this.reserved(config.name);
    if (reserved === undefined) this.#checkUnreserved(config);
    else this.#checkReserved(config.name, reserved);
    const key = versionKey(config);
    add(this.#running, config.name, 1);
    add(this.#runningByVersion, key, 1);
    return {
      [Symbol.dispose]: () => {
        add(this.#running, config.name, -1);
        add(this.#runningByVersion, key, -1);
      },
    };
  }

  #checkReserved(name: string, reserved: number): void {
    if (this.running(name) >= reserved) throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
    const known = this.#requests.get(name);
    const now = performance.now();
    const bucket =
      known?.reserved === reserved ? known.bucket : new TokenBucket(reserved * REQUESTS_EACH, SECOND_MS, now);
    this.#requests.set(name, { reserved, bucket });
    if (!bucket.take(now)) throw throttled('ReservedFunctionInvocationRateLimitExceeded');
  }

  /** An environment that is kept ready counts whether it is in use or not. */
  #checkUnreserved(config: FunctionConfig): void {
    const { provisioned } = this.#setAside;
    const key = versionKey(config);
    if ((this.#runningByVersion.get(key) ?? 0) < (provisioned.get(key) ?? 0)) return;
    const keys = new Set([...this.#runningByVersion.keys(), ...provisioned.keys()]);
    const inUse = sum([...keys].filter((each) => !this.#isReserved(each)).map((each) => this.#taken(each)));
    if (inUse >= this.unreserved) throw throttled('ConcurrentInvocationLimitExceeded');
  }

  #taken(key: string): number {
    return Math.max(this.#runningByVersion.get(key) ?? 0, this.#setAside.provisioned.get(key) ?? 0);
  }

  #isReserved(key: string): boolean {
    return this.#setAside.reserved.has(key.slice(0, key.indexOf(':')));
  }
}

function add(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}
