import { AsyncInvocations } from './async-invocations/async-invocations.ts';
import { Concurrency } from './concurrency/concurrency.ts';
import { ConcurrencyLimits } from './concurrency/concurrency-limits.ts';
import { openDeployment } from './control-plane/control-plane.ts';
import type { Deployment } from './control-plane/deployment.ts';
import { DeclaredApis } from './front-ends/declared-apis.ts';
import { FrontEnds } from './front-ends/front-ends.ts';
import { FunctionUrls } from './front-ends/function-urls.ts';
import { HealthChecks } from './front-ends/health-checks.ts';
import { functionConfig } from './functions/function-config.ts';
import { FunctionRegistry } from './functions/function-registry.ts';
import { FunctionSources } from './functions/function-sources.ts';
import { FunctionInvoker } from './invocations/function-invoker.ts';
import type { InvocationRunner } from './invocations/invocation-runner.ts';
import { LogFiles } from './logs/log-files.ts';
import { observeAsync } from './observation/async-events.ts';
import { ServiceEvents } from './observation/service-events.ts';
import { DEFAULT_RUNNER_OPTIONS, type RunnerOptions } from './runner-options.ts';
import { DEFAULT_CONCURRENCY, type LambdaServiceOptions } from './service-options.ts';
import { openState, type ServiceState } from './state/service-state.ts';

/** What a service consists of, behind its server. */
export interface ServiceParts {
  readonly registry: FunctionRegistry;
  readonly deployment: Deployment;
  readonly concurrency: Concurrency;
  readonly invoker: FunctionInvoker;
  /** Tells of what happens in all of them. */
  readonly serviceEvents: ServiceEvents;
  readonly events: AsyncInvocations;
  readonly urls: FunctionUrls;
  readonly frontEnds: FrontEnds;
}

/** Whom a service tells of what it cannot answer. */
export type OnFault = (error: unknown) => void;

// The first calls are mostly to the first functions.
const PREPARED_FUNCTIONS = 4;
// Events can wait: a machine has better to do than to start a thousand environments for them.
const MOST_ASYNCHRONOUS = 100;

/**
 * Makes the parts and connects them.
 *
 * @param resources disposes of them, in reverse order; also when this fails half-way
 */
export async function openParts(
  options: LambdaServiceOptions,
  resources: AsyncDisposableStack,
  onFault: OnFault,
): Promise<ServiceParts> {
  const registry = new FunctionRegistry();
  const serviceEvents = new ServiceEvents();
  let changed = (): void => {};
  const apis = await openSources(options, resources, registry, () => changed());
  const runner = await openRunner(options, resources, serviceEvents, onFault);
  for (const config of registry.functions.slice(0, PREPARED_FUNCTIONS)) runner.prepare(config);
  const state = resources.use(await openState(options));
  const deployment = await openDeployment({ ...state, registry, onChange: () => changed() });
  const limits = new ConcurrencyLimits(options.concurrency ?? DEFAULT_CONCURRENCY);
  const concurrency = new Concurrency({ settings: deployment.concurrency, limits, registry, runner });
  changed = () => {
    runner.update(registry.versions);
    concurrency.apply();
  };
  changed();
  const invoker = new FunctionInvoker({ registry, runner, limits, events: serviceEvents });
  const events = resources.use(asyncInvocations(options, state, { invoker, serviceEvents, deployment }));
  const { onNotice = () => {} } = options;
  const urls = new FunctionUrls(registry, state.database);
  deployment.onForget.push((name) => urls.forget(name));
  const frontEnds = new FrontEnds(urls, apis, { invoker, onNotice });
  resources.use(new HealthChecks(apis, { invoker, onNotice }));
  return { registry, deployment, concurrency, invoker, serviceEvents, events, urls, frontEnds };
}

async function openSources(
  { paths = [], functions = [], stateFolder, onNotice = () => {} }: LambdaServiceOptions,
  resources: AsyncDisposableStack,
  registry: FunctionRegistry,
  onChange: () => void,
): Promise<DeclaredApis> {
  const apis = new DeclaredApis(paths);
  const own = { paths, functions: functions.map(functionConfig), ownFolder: stateFolder };
  const sources = new FunctionSources(registry, { ...own, onRead: () => apis.read(), onChange, onNotice });
  await resources.use(sources).open();
  return apis;
}

async function openRunner(
  options: LambdaServiceOptions,
  resources: AsyncDisposableStack,
  events: ServiceEvents,
  onFault: OnFault,
): Promise<InvocationRunner> {
  const { stateFolder, onNotice = () => {} } = options;
  const logs = stateFolder === undefined ? undefined : resources.use(new LogFiles(stateFolder, onFault));
  const onLogLine = (name: string, line: string): unknown => {
    logs?.append(name, line);
    events.emit({ type: 'log.line', functionName: name, line });
    return options.onLogLine?.(name, line);
  };
  return resources.use(await options.createRunner({ ...runnerOptions(options), events, onLogLine, onNotice }));
}

function asyncInvocations(
  options: LambdaServiceOptions,
  { database }: ServiceState,
  { invoker, serviceEvents, deployment }: Pick<ServiceParts, 'invoker' | 'serviceEvents' | 'deployment'>,
): AsyncInvocations {
  const { asyncTimeScale: timeScale = 1, awsEndpoint, onNotice = () => {} } = options;
  const concurrency = Math.min(options.concurrency ?? DEFAULT_CONCURRENCY, MOST_ASYNCHRONOUS);
  const reservedConcurrency = (name: string): number | undefined => deployment.reservedConcurrency(name);
  const shared = { database, invoker, concurrency, reservedConcurrency, observer: observeAsync(serviceEvents) };
  const events = new AsyncInvocations({ ...shared, timeScale, awsEndpoint, onNotice });
  deployment.onForget.push((name) => events.forget(name));
  return events;
}

function runnerOptions(options: LambdaServiceOptions): RunnerOptions {
  const { scalingRate, freeze, sandbox, limits, idleTimeoutMs } = { ...DEFAULT_RUNNER_OPTIONS, ...options };
  return { scalingRate, freeze, sandbox, limits, idleTimeoutMs };
}
