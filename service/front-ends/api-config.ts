import { regionOf } from '../environments/environment-variables.ts';
import { ACCOUNT_ID } from '../functions/function-arn.ts';
import type { CorsSettings } from '../http/cors-settings.ts';
import type { ApiRoute } from './api-route.ts';

/** What stands in front of functions besides their URLs. */
export type ApiType = 'rest-api' | 'http-api' | 'load-balancer';

/** How a load balancer asks its functions whether they are well. */
export interface HealthCheck {
  readonly path: string;
  readonly intervalMs: number;
}

/** An API that a file declares. */
export interface ApiConfig {
  /** The first part of its host name. */
  readonly name: string;
  readonly type: ApiType;
  /** `$default` is not part of the path. A load balancer has none. */
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
  readonly cors: CorsSettings | undefined;
  /** Content types that a REST API passes on in base64. */
  readonly binaryMediaTypes: readonly string[];
  /** Whether a load balancer passes on all values of a header. */
  readonly multiValueHeaders: boolean;
  readonly healthCheck: HealthCheck | undefined;
  /** How long API Gateway waits for a function; a load balancer waits for its end. */
  readonly timeoutMs: number;
  readonly routes: readonly ApiRoute[];
}

/** The stage without a name. */
export const DEFAULT_STAGE = '$default';

/** The host name of an API. */
export function apiHost({ name, type }: Pick<ApiConfig, 'name' | 'type'>): string {
  return `${name}.${type === 'load-balancer' ? 'elb' : 'execute-api'}.localhost`;
}

/** What the path of an API begins with, before that of its routes. */
export function stagePath({ type, stage }: Pick<ApiConfig, 'type' | 'stage'>): string {
  return type === 'load-balancer' || stage === DEFAULT_STAGE ? '' : `/${stage}`;
}

/** What events of a load balancer name it by. */
export function targetGroupArn({ name }: Pick<ApiConfig, 'name'>): string {
  const place = `${regionOf(process.env)}:${ACCOUNT_ID}`;
  return `arn:aws:elasticloadbalancing:${place}:targetgroup/${name}/0123456789abcdef`;
}
