import { randomUUID } from 'node:crypto';
import type { ShutdownReason } from '../../runtime/protocol/extensions-api.ts';
import { EnvironmentApiServer } from '../environment-api/environment-api-server.ts';
import { extensionsApiRoutes } from '../environment-api/extensions-api-routes.ts';
import { logsApiRoutes } from '../environment-api/logs-api-routes.ts';
import { runtimeApiRoutes } from '../environment-api/runtime-api-routes.ts';
import { RuntimeSession } from '../environment-api/runtime-session.ts';
import { snapStartRoutes } from '../environment-api/snap-start-routes.ts';
import { telemetryApiRoutes } from '../environment-api/telemetry-api-routes.ts';
import { type ExtensionChild, type ExtensionProcess, startExtensions } from '../extensions/extension-process.ts';
import { ExtensionRegistry } from '../extensions/extension-registry.ts';
import { extensionVariables } from '../extensions/extension-variables.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import type { ProcessExit } from '../processes/process-exit.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import { EarlyEnd } from './early-end.ts';
import type { EnvironmentGround } from './environment-ground.ts';
import { environmentVariables } from './environment-variables.ts';
import { ownCredentials } from './own-credentials.ts';
import { PreparedProcess } from './prepared-process.ts';
import { ProgramCensus } from './program-census.ts';
import { raceWithLimit } from './race-with-limit.ts';
import { RuntimeProcess } from './runtime-process.ts';

/** What the processes of an environment are started with, at first and after each reset. */
export interface GenerationSetting {
  readonly config: FunctionConfig;
  readonly ground: EnvironmentGround;
  readonly bus: TelemetryBus;
  readonly logStream: string;
  /** Takes each line that the runtime or an extension writes; a promise holds whoever writes back. */
  readonly onLine: (source: 'function' | 'extension', line: string) => unknown;
}

// The environment asks before it starts anything; a prepared process has to be told something.
const NO_PROGRAM = '/bin/false';

/** What stands behind the APIs of one environment. */
interface EnvironmentApis {
  readonly session: RuntimeSession;
  readonly extensions: ExtensionRegistry;
  readonly credentialsToken: string;
}

// Of its time to shut down, Lambda gives the runtime this share where external extensions need the rest.
const RUNTIME_SHARE = 0.3;
// A subscriber that takes nothing must not cost the extensions the rest of it.
const LAST_TELEMETRY_MS = 1000;

/** The processes of an environment from one init to the next: the runtime, the extensions, the APIs that they use. */
export class Generation {
  readonly session: RuntimeSession;
  readonly extensions: ExtensionRegistry;
  readonly earlyEnd: EarlyEnd;
  readonly #setting: GenerationSetting;
  readonly #server: EnvironmentApiServer;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #runtime: RuntimeProcess;
  readonly #census: ProgramCensus;
  readonly #wrappers: PreparedProcess[] = [];
  #externals: readonly ExtensionProcess[] = [];
  #isStopped = false;

  private constructor(setting: GenerationSetting, apis: EnvironmentApis, server: EnvironmentApiServer) {
    this.#setting = setting;
    this.#server = server;
    this.session = apis.session;
    this.extensions = apis.extensions;
    const { config, ground, logStream, onLine } = setting;
    const { sandbox, group: cgroup, bootstrap: program = NO_PROGRAM } = ground;
    const place = { runtimeApi: server.address, sandbox, logStream, credentialsToken: apis.credentialsToken };
    this.#variables = environmentVariables(config, place, process.env);
    this.#census = new ProgramCensus(sandbox);
    const launch = { program, variables: this.#variables, cwd: sandbox.inside.taskRoot, cgroup };
    this.#runtime = new RuntimeProcess(sandbox, launch, (line) => onLine('function', line));
    this.earlyEnd = new EarlyEnd(this.#runtime.exited, this.extensions.fatal);
  }

  /** Makes everything ready; nothing of the function runs yet. */
  static async prepare(setting: GenerationSetting): Promise<Generation> {
    const credentialsToken = randomUUID();
    const apis = { session: new RuntimeSession(), extensions: new ExtensionRegistry(), credentialsToken };
    const access = { token: credentialsToken, read: () => ownCredentials(process.env) };
    const { name: functionName, version: functionVersion, handler, snapStart } = setting.config;
    const server = await EnvironmentApiServer.start([
      ...runtimeApiRoutes(apis.session),
      ...(snapStart ? snapStartRoutes(apis.session, access) : []),
      ...extensionsApiRoutes(apis.extensions, { functionName, functionVersion, handler }),
      ...telemetryApiRoutes(apis.extensions, setting.bus),
      ...logsApiRoutes(apis.extensions, setting.bus),
    ]);
    const generation = new Generation(setting, apis, server);
    // The time that this takes belongs to no init.
    await generation.#runtime.standing();
    return generation;
  }

  /** Starts the extensions, and the runtime once all of them have registered. */
  async start(): Promise<void> {
    const { ground, onLine } = this.#setting;
    this.#externals = await startExtensions({
      folder: ground.extensions,
      variables: extensionVariables(this.#variables),
      registry: this.extensions,
      launch: (program, variables) => this.#launchExtension(program, variables),
      onLine: (line) => onLine('extension', line),
    });
    const fault = this.extensions.fatal.then(() => 'fault' as const);
    if ((await Promise.race([this.extensions.registered(), fault])) !== 'fault') this.#runtime.release();
  }

  /** Resolves when the runtime has ended, and its output has been read. */
  get exited(): Promise<ProcessExit> {
    return this.#runtime.exited;
  }

  /** Process groups of all its processes. */
  get leaders(): readonly number[] {
    const extensions = this.#wrappers.map(({ child }) => child.pid);
    return [this.#runtime.leader, ...extensions].filter((pid) => pid !== undefined);
  }

  /** All its processes, without what the sandbox puts around them; one that has just started may be missing. */
  get pids(): readonly number[] {
    return this.#census.pids(this.leaders);
  }

  /** Resolves when the runtime and all extensions wait, and init is over. */
  async initialised(): Promise<void> {
    await this.session.initialised;
    await this.extensions.ready();
  }

  readOutput(): Promise<void> {
    return this.#runtime.readOutput();
  }

  /** Ends everything, in Lambda's order and time: the runtime first, then the extensions, then whatever is left. */
  async stop(reason: ShutdownReason): Promise<void> {
    const budgetMs = this.extensions.shutdownBudgetMs;
    const deadlineMs = Date.now() + budgetMs;
    this.#isStopped = true;
    this.extensions.beginShutdown();
    if (budgetMs > 0) {
      await this.#runtime.terminate(this.#externals.length > 0 ? budgetMs * RUNTIME_SHARE : budgetMs);
      await this.#runtime.kill();
      await this.#stopExtensions(reason, deadlineMs);
    }
    await this.#setting.ground.group.killAll(this.leaders);
    await Promise.all([this.#runtime.kill(), ...this.#wrappers.map((wrapper) => wrapper[Symbol.asyncDispose]())]);
    await this.#server[Symbol.asyncDispose]();
  }

  async #stopExtensions(reason: ShutdownReason, deadlineMs: number): Promise<void> {
    await this.#setting.bus.flush(Math.min(deadlineMs, Date.now() + LAST_TELEMETRY_MS));
    const told = this.extensions.deliverShutdown(reason, deadlineMs);
    for (const external of this.#externals) if (!told.includes(external.name)) external.kill();
    const ended = Promise.all(this.#externals.map(({ exited }) => exited));
    await raceWithLimit<unknown>(deadlineMs - Date.now(), () => undefined, [ended]);
  }

  #launchExtension(program: string, variables: Readonly<Record<string, string>>): ExtensionChild {
    if (this.#isStopped) throw new Error('the environment has ended');
    const { sandbox, group: cgroup, extensions } = this.#setting.ground;
    const inside = program.replace(extensions, `${sandbox.inside.layers}/extensions`);
    const prepared = PreparedProcess.start(sandbox, { program: inside, variables, cwd: '/', cgroup });
    this.#wrappers.push(prepared);
    prepared.release();
    return extensionChild(prepared);
  }
}

/** An extension's process without its sandbox, which has an exit of its own. */
function extensionChild(prepared: PreparedProcess): ExtensionChild {
  const { stdout, stderr } = prepared.child;
  return {
    stdout,
    stderr,
    kill: () => void prepared[Symbol.asyncDispose](),
    once(event: string, listener: (...args: never[]) => void): void {
      const tell = listener as (...args: unknown[]) => void;
      void prepared.exited.then((exit) => {
        if (event === 'error' && exit.kind === 'not-started') tell(new Error(exit.reason));
        if (event === 'exit' && exit.kind === 'exited') tell(exit.status, null);
        if (event === 'exit' && exit.kind === 'killed') tell(null, exit.signal);
      });
    },
  };
}
