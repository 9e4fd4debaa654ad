import { randomUUID } from 'node:crypto';
import { traceHeader } from '../environments/trace-header.ts';
import type { FunctionReference } from '../functions/function-reference.ts';
import { type ApiConfig, type HealthCheck, targetGroupArn } from './api-config.ts';
import type { DeclaredApis } from './declared-apis.ts';
import { callFunction, type FrontEndOutcome, type FrontEndServices, payloadOf } from './front-end-call.ts';
import { MalformedResult } from './http-result.ts';
import { loadBalancerResult } from './load-balancer-result.ts';

type HealthServices = Pick<FrontEndServices, 'invoker' | 'onNotice'>;

const TICK_MS = 500;
const USER_AGENT = 'ELB-HealthChecker/2.0';

/**
 * Asks the functions behind load balancers whether they are well, where that is declared. Whatever they say, they go on
 * to get requests: a balancer whose targets are all unwell uses them nevertheless, and a function is its only target.
 */
export class HealthChecks implements Disposable {
  readonly #apis: DeclaredApis;
  readonly #services: HealthServices;
  readonly #timer: NodeJS.Timeout;
  /** When each balancer checks next, by its name. */
  readonly #due = new Map<string, number>();
  /** What was wrong at the last check, by balancer and function. */
  readonly #faults = new Map<string, string | undefined>();

  constructor(apis: DeclaredApis, services: HealthServices) {
    this.#apis = apis;
    this.#services = services;
    this.#timer = setInterval(() => this.#checkDue(), TICK_MS).unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #checkDue(): void {
    const now = Date.now();
    for (const api of this.#apis.all) {
      const { healthCheck } = api;
      if (healthCheck === undefined) continue;
      const due = this.#due.get(api.name);
      if (due === undefined || due <= now) this.#due.set(api.name, now + healthCheck.intervalMs);
      // The first one is when the first interval ends.
      if (due !== undefined && due <= now) void this.#checkAll(api, healthCheck);
    }
  }

  async #checkAll(api: ApiConfig, healthCheck: HealthCheck): Promise<void> {
    const targets = new Map(api.routes.map((route) => [shown(route.function), route.function]));
    await Promise.all([...targets.values()].map((target) => this.#check(api, healthCheck, target)));
  }

  async #check(api: ApiConfig, { path }: HealthCheck, reference: FunctionReference): Promise<void> {
    const call = { reference, event: checkEvent(api, path), requestId: randomUUID(), traceId: traceHeader() };
    const outcome = await callFunction(this.#services.invoker, call).catch((error: unknown) => String(error));
    this.#note(`${api.name}, ${shown(reference)}`, faultOf(outcome, api));
  }

  #note(target: string, fault: string | undefined): void {
    if (this.#faults.get(target) === fault) return;
    this.#faults.set(target, fault);
    this.#services.onNotice(`${target}: ${fault === undefined ? 'healthy again' : `unhealthy: ${fault}`}`);
  }
}

function checkEvent(api: ApiConfig, path: string): object {
  return {
    requestContext: { elb: { targetGroupArn: targetGroupArn(api) } },
    httpMethod: 'GET',
    path,
    ...(api.multiValueHeaders
      ? { multiValueQueryStringParameters: {}, multiValueHeaders: { 'user-agent': [USER_AGENT] } }
      : { queryStringParameters: {}, headers: { 'user-agent': USER_AGENT } }),
    body: '',
    isBase64Encoded: false,
  };
}

/** What is wrong; nothing for a function that answers 200. */
function faultOf(outcome: FrontEndOutcome | string, { multiValueHeaders }: ApiConfig): string | undefined {
  if (typeof outcome === 'string') return outcome;
  if (outcome.state !== 'succeeded') return outcome.state === 'unavailable' ? outcome.reason : outcome.state;
  try {
    const { status } = loadBalancerResult(payloadOf(outcome.response), multiValueHeaders);
    return status === 200 ? undefined : `answers ${status}`;
  } catch (error) {
    if (error instanceof MalformedResult) return error.message;
    throw error;
  }
}

function shown({ name, qualifier }: FunctionReference): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}
