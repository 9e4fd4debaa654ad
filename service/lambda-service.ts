import { eventInvokeConfigOperations } from './async-invocations/event-invoke-config-operations.ts';
import { concurrencyOperations, controlPlaneRoutes, deploymentOperations } from './control-plane/control-plane.ts';
import type { FrontEndAddress } from './front-ends/front-ends.ts';
import { functionUrlOperations } from './front-ends/function-url-operations.ts';
import type { FunctionConfig } from './functions/function-config.ts';
import type { Route } from './http/route.ts';
import { invokeApiRoutes } from './invoke-api/invoke-api-routes.ts';
import { InvokeApiServer } from './invoke-api/invoke-api-server.ts';
import { metricsRoutes } from './metrics/metrics-routes.ts';
import { pageRoutes } from './page/page-routes.ts';
import type { LambdaServiceOptions } from './service-options.ts';
import { openParts, type ServiceParts } from './service-parts.ts';
import { tracesRoute } from './tracing/traces-route.ts';
import { welcomeRoute } from './welcome-route.ts';

/**
 * Lambda on this machine: functions from files and deployed ones, behind Lambda's own API.
 *
 *     await using service = await LambdaService.start({ paths: ['my-function'], createRunner });
 *     new LambdaClient({ endpoint: service.endpoint, … });
 */
export class LambdaService {
  readonly #parts: ServiceParts;
  readonly #server: InvokeApiServer;
  readonly #resources: AsyncDisposableStack;
  readonly #endpoint: string;

  private constructor(parts: ServiceParts, server: InvokeApiServer, resources: AsyncDisposableStack) {
    this.#parts = parts;
    this.#server = server;
    this.#resources = resources;
    this.#endpoint = server.endpoint;
  }

  /** Starts a service. Throws UsageError for a path, a declaration, an address or a folder that cannot be used. */
  static async start(options: LambdaServiceOptions): Promise<LambdaService> {
    const { host = '127.0.0.1', port = 0, onNotice = () => {} } = options;
    const onFault = (error: unknown): void => onNotice(`a fault of snapboot itself: ${String(error)}`);
    await using resources = new AsyncDisposableStack();
    const parts = await openParts(options, resources, onFault);
    const { frontEnds, events } = parts;
    const server = await InvokeApiServer.start(routesOf(parts), { host, port, frontEnds, onFault });
    events.start();
    return new LambdaService(parts, server, resources.move());
  }

  /** `http://127.0.0.1:9000`: what an SDK is given. */
  get endpoint(): string {
    return this.#endpoint;
  }

  /** The functions as they are now. */
  get functions(): readonly FunctionConfig[] {
    return this.#parts.registry.functions;
  }

  /** Where function URLs and APIs are. */
  get addresses(): readonly FrontEndAddress[] {
    return this.#parts.frontEnds.addresses(this.#endpoint);
  }

  /** Ends all environments and frees the port. */
  async close(): Promise<void> {
    // At the same time: the server waits for answers under way, which end with the environments.
    await Promise.all([this.#server[Symbol.asyncDispose](), this.#resources.disposeAsync()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function routesOf(parts: ServiceParts): readonly Route[] {
  const { registry, deployment, concurrency, invoker, events, urls, metrics, alarms } = parts;
  const operations = [
    ...deploymentOperations(deployment),
    ...concurrencyOperations(deployment, concurrency),
    ...eventInvokeConfigOperations({ configs: events.configs, functions: deployment }),
    ...functionUrlOperations({ urls, functions: deployment }),
  ];
  return [
    welcomeRoute(registry, operations),
    ...invokeApiRoutes({ invoker, events }),
    ...metricsRoutes(metrics),
    tracesRoute(parts.tracing),
    ...alarms.routes,
    ...pageRoutes(parts.page),
    ...controlPlaneRoutes(deployment, operations),
  ];
}
