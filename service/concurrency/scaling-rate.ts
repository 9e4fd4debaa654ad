import { throttled } from '../http/service-error.ts';
import { TokenBucket } from './token-bucket.ts';

const WHILE_MS = 10_000;

/** How fast a function can get more environments: in Lambda, 1,000 in 10 seconds, each function for itself. */
export class ScalingRate {
  readonly #environments: number;
  readonly #buckets = new Map<string, TokenBucket>();

  /** @param environments in ten seconds */
  constructor(environments: number) {
    this.#environments = environments;
  }

  /**
   * A function wants one more.
   *
   * @throws ServiceError TooManyRequestsException
   */
  take(functionName: string): void {
    const now = performance.now();
    const bucket = this.#buckets.get(functionName) ?? new TokenBucket(this.#environments, WHILE_MS, now);
    this.#buckets.set(functionName, bucket);
    if (!bucket.take(now)) throw throttled('ConcurrentInvocationLimitExceeded');
  }
}
