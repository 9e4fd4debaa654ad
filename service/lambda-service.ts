import { controlPlaneRoutes, deploymentOperations, openDeployment } from './control-plane/control-plane.ts';
import { type FunctionConfig, type FunctionSettings, functionConfig } from './functions/function-config.ts';
import { FunctionRegistry } from './functions/function-registry.ts';
import { FunctionSources, type SourceOptions } from './functions/function-sources.ts';
import { FunctionInvoker } from './invocations/function-invoker.ts';
import type { InvocationRunner } from './invocations/invocation-runner.ts';
import { invokeApiRoutes } from './invoke-api/invoke-api-routes.ts';
import { InvokeApiServer } from './invoke-api/invoke-api-server.ts';
import { LogFiles } from './logs/log-files.ts';
import { DEFAULT_RUNNER_OPTIONS, type RunnerOptions } from './runner-options.ts';
import { openState } from './state/service-state.ts';

/** What a runner is made with. */
export interface RunnerSetting extends RunnerOptions {
  /** Takes each line that a function logs, as it comes; a promise holds the function back. */
  readonly onLogLine: (functionName: string, line: string) => unknown;
  /** Takes what the person who runs the service should know, each in one line. */
  readonly onNotice: (line: string) => void;
}

/** How a service is started. */
export interface LambdaServiceOptions extends Partial<RunnerOptions> {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, a free one. */
  readonly port?: number;
  /** Handler files, folders, `snapboot.json`: read again whenever they change. */
  readonly paths?: readonly string[];
  /** Functions beside those. */
  readonly functions?: readonly FunctionSettings[];
  /** Makes what runs the functions; the service disposes of it. */
  readonly createRunner: (setting: RunnerSetting) => InvocationRunner | Promise<InvocationRunner>;
  /** Folder with a log file for each function and what is deployed; without it there are no logs, and a deployment ends with the service. */
  readonly stateFolder?: string;
  readonly onLogLine?: (functionName: string, line: string) => unknown;
  readonly onNotice?: (line: string) => void;
}

// The first calls are mostly to the first functions.
const PREPARED_FUNCTIONS = 4;

/**
 * Lambda on this machine: functions from files, behind Lambda's own API.
 *
 *     await using service = await LambdaService.start({ paths: ['my-function'], createRunner });
 *     new LambdaClient({ endpoint: service.endpoint, … });
 */
export class LambdaService {
  readonly #registry: FunctionRegistry;
  readonly #server: InvokeApiServer;
  readonly #resources: AsyncDisposableStack;
  readonly #endpoint: string;

  private constructor(registry: FunctionRegistry, server: InvokeApiServer, resources: AsyncDisposableStack) {
    this.#registry = registry;
    this.#server = server;
    this.#resources = resources;
    this.#endpoint = server.endpoint;
  }

  /** Starts a service. Throws UsageError for a path, a declaration or an address that cannot be used. */
  static async start(options: LambdaServiceOptions): Promise<LambdaService> {
    const { host = '127.0.0.1', port = 0, stateFolder, onNotice = () => {} } = options;
    const onFault = (error: unknown): void => onNotice(`a fault of snapboot itself: ${String(error)}`);
    const registry = new FunctionRegistry();
    // Disposed of in reverse order, also when the start fails half-way.
    await using resources = new AsyncDisposableStack();
    let runner: InvocationRunner | undefined;
    const onChange = (): void => runner?.update(registry.versions);
    const sources = resources.use(new FunctionSources(registry, { ...sourceOptions(options), onChange, onNotice }));
    await sources.open();
    const logs = stateFolder === undefined ? undefined : resources.use(new LogFiles(stateFolder, onFault));
    const onLogLine = (name: string, line: string): unknown => {
      logs?.append(name, line);
      return options.onLogLine?.(name, line);
    };
    runner = resources.use(await options.createRunner({ ...runnerOptions(options), onLogLine, onNotice }));
    for (const config of registry.functions.slice(0, PREPARED_FUNCTIONS)) runner.prepare(config);
    const { database, code } = resources.use(await openState(stateFolder));
    const deployment = await openDeployment({ database, code, registry, onChange });
    const routes = [
      ...invokeApiRoutes(registry, new FunctionInvoker(registry, runner)),
      ...controlPlaneRoutes(deployment, deploymentOperations(deployment)),
    ];
    const server = await InvokeApiServer.start(routes, { host, port, onFault });
    return new LambdaService(registry, server, resources.move());
  }

  /** `http://127.0.0.1:9000`: what an SDK is given. */
  get endpoint(): string {
    return this.#endpoint;
  }

  /** The functions as they are now. */
  get functions(): readonly FunctionConfig[] {
    return this.#registry.functions;
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

function sourceOptions(options: LambdaServiceOptions): Omit<SourceOptions, 'onChange' | 'onNotice'> {
  const { paths = [], functions = [], stateFolder } = options;
  return { paths, functions: functions.map(functionConfig), ownFolder: stateFolder };
}

function runnerOptions(options: LambdaServiceOptions): RunnerOptions {
  const { concurrency, freeze, sandbox, limits, idleTimeoutMs } = { ...DEFAULT_RUNNER_OPTIONS, ...options };
  return { concurrency, freeze, sandbox, limits, idleTimeoutMs };
}
