import { DeclaredAlarms } from './alarms/declared-alarms.ts';
import { ServiceAlarms } from './alarms/service-alarms.ts';
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
import { ServiceMetrics } from './metrics/service-metrics.ts';
import { observeAsync } from './observation/async-events.ts';
import { ServiceEvents } from './observation/service-events.ts';
import { EventStreams } from './page/event-streams.ts';
import { PageHub } from './page/page-hub.ts';
import { DEFAULT_RUNNER_OPTIONS, type RunnerOptions } from './runner-options.ts';
import { DEFAULT_CONCURRENCY, type LambdaServiceOptions } from './service-options.ts';
import { openState, type ServiceState } from './state/service-state.ts';
import { Tracing } from './tracing/tracing.ts';

/** What a service consists of, behind its server. */
export interface ServiceParts {
  readonly registry: FunctionRegistry;
  readonly deployment: Deployment;
  readonly concurrency: Concurrency;
  readonly invoker: FunctionInvoker;
  /** Tells of what happens in all of them. */
  readonly serviceEvents: ServiceEvents;
  readonly metrics: ServiceMetrics;
  readonly tracing: Tracing;
  readonly alarms: ServiceAlarms;
  readonly events: AsyncInvocations;
  readonly urls: FunctionUrls;
  readonly frontEnds: FrontEnds;
  /** Keeps pages up to date. */
  readonly page: EventStreams;
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
  const tracing = resources.use(openTracing(options, serviceEvents, onFault));
  let changed = (): void => {};
  const { apis, alarms: declared } = await openSources(options, resources, registry, () => changed());
  const hub = resources.use(new PageHub(registry, serviceEvents));
  const runner = await openRunner(options, resources, serviceEvents, onFault);
  for (const config of registry.functions.slice(0, PREPARED_FUNCTIONS)) runner.prepare(config);
  const state = resources.use(await openState(options));
  const deployment = await openDeployment({ ...state, registry, onChange: () => changed() });
  const limits = new ConcurrencyLimits(options.concurrency ?? DEFAULT_CONCURRENCY);
  const { onNotice = () => {} } = options;
  const metrics = resources.use(new ServiceMetrics({ events: serviceEvents, registry, running: limits, onNotice }));
  const concurrency = new Concurrency({ settings: deployment.concurrency, limits, registry, runner });
  const page = resources.use(new EventStreams(hub));
  changed = () => {
    runner.update(registry.versions);
    concurrency.apply();
    hub.functionsChanged();
  };
  changed();
  // Files may change while all of this ends, and the state is closed before they are watched no more.
  resources.defer(() => {
    changed = () => {};
  });
  const invoker = new FunctionInvoker({ registry, runner, limits, events: serviceEvents, sampler: tracing.sampler });
  const events = resources.use(asyncInvocations(options, state, { invoker, serviceEvents, deployment }));
  const urls = new FunctionUrls(registry, state.database);
  deployment.onForget.push((name, qualifier) => urls.forget(name, qualifier));
  deployment.onForget.push(() => metrics.forgetOthers());
  const alarms = resources.use(new ServiceAlarms({ declared, history: metrics.history, invoker, events, onNotice }));
  const services = { invoker, events: serviceEvents, onNotice };
  const frontEnds = new FrontEnds(urls, apis, services);
  resources.use(new HealthChecks(apis, services));
  return {
    registry,
    deployment,
    concurrency,
    invoker,
    serviceEvents,
    metrics,
    tracing,
    alarms,
    events,
    urls,
    frontEnds,
    page,
  };
}

function openTracing(
  { stateFolder, onNotice = () => {} }: LambdaServiceOptions,
  events: ServiceEvents,
  onFault: OnFault,
): Tracing {
  return new Tracing({ events, stateFolder, own: process.env, onNotice, onFault });
}

async function openSources(
  { paths = [], functions = [], stateFolder, onNotice = () => {} }: LambdaServiceOptions,
  resources: AsyncDisposableStack,
  registry: FunctionRegistry,
  onChange: () => void,
): Promise<{ readonly apis: DeclaredApis; readonly alarms: DeclaredAlarms }> {
  const apis = new DeclaredApis(paths);
  const alarms = new DeclaredAlarms(paths);
  const onRead = (): void => {
    const takeAlarms = alarms.read();
    apis.read();
    takeAlarms();
  };
  const own = { paths, functions: functions.map(functionConfig), ownFolder: stateFolder };
  const sources = new FunctionSources(registry, { ...own, onRead, onChange, onNotice });
  await resources.use(sources).open();
  return { apis, alarms };
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
  const shared = { database, invoker, concurrency, observer: observeAsync(serviceEvents) };
  const events = new AsyncInvocations({ ...shared, timeScale, awsEndpoint, onNotice });
  deployment.onForget.push((name, qualifier) => events.forget(name, qualifier));
  return events;
}

function runnerOptions(options: LambdaServiceOptions): RunnerOptions {
  const { scalingRate, freeze, sandbox, limits, idleTimeoutMs } = { ...DEFAULT_RUNNER_OPTIONS, ...options };
  const { settlingMs } = options;
  return { scalingRate, freeze, sandbox, limits, idleTimeoutMs, ...(settlingMs !== undefined && { settlingMs }) };
}
