import { INIT_LIMIT_MS, SNAP_START_INIT_LIMIT_MS } from '../../runtime/protocol/quotas.ts';
import type { InitPhase } from '../../runtime/protocol/telemetry-events.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import type { EnvironmentGround } from './environment-ground.ts';
import type { InitOutcome } from './environment-outcomes.ts';
import type { Generation } from './generation.ts';
import { reportInitEnd, reportInitStart } from './init-telemetry.ts';
import { raceWithLimit } from './race-with-limit.ts';

/** Where and for how long an init runs. */
export interface InitSetting {
  readonly config: FunctionConfig;
  readonly ground: EnvironmentGround;
  readonly bus: TelemetryBus;
  readonly logStream: string;
  /** `invoke` for one that is repeated within an invocation. */
  readonly phase: InitPhase;
  readonly limitMs: number;
}

const NO_BOOTSTRAP: InitOutcome = {
  state: 'crashed',
  exit: { kind: 'not-started', reason: '/var/task/bootstrap /opt/bootstrap /var/runtime/bootstrap' },
};
/** Processors that a function of any size has during its init phase. */
export const INIT_VCPUS = 2;
/** Memory of a function, in MB, for which it has one whole processor afterwards. */
export const MEGABYTES_PER_VCPU = 1769;

/** Starts the processes and waits until all of them wait, with telemetry around it and more CPU than later on. */
export async function runInit(generation: Generation, setting: InitSetting): Promise<InitOutcome> {
  const { config, ground, bus, logStream, phase } = setting;
  ground.group.setCpu(INIT_VCPUS);
  await bus.openSubscriptions(ground.address);
  reportInitStart(bus, config, logStream, phase);
  const started = performance.now();
  const outcome = ground.bootstrap === undefined ? NO_BOOTSTRAP : await awaitInit(generation, setting.limitMs, started);
  bus.closeSubscriptions();
  generation.extensions.close();
  reportInitEnd(bus, config, generation, outcome, phase, performance.now() - started);
  ground.group.setCpu(config.memoryMb / MEGABYTES_PER_VCPU);
  return outcome;
}

/** How long the init phase of a function may take, in milliseconds. */
export function initLimitMs({ snapStart, timeoutMs }: FunctionConfig): number {
  return snapStart ? Math.max(SNAP_START_INIT_LIMIT_MS, timeoutMs) : INIT_LIMIT_MS;
}

async function awaitInit(generation: Generation, limitMs: number, started: number): Promise<InitOutcome> {
  return raceWithLimit<InitOutcome>(limitMs, () => ({ state: 'timed-out' }), [
    // An extension that never registers must not hold it for longer, either.
    generation
      .start()
      .then(() => generation.initialised())
      .then(() => ({ state: 'ready', initMs: performance.now() - started })),
    generation.exited.then((exit) => {
      const { initError } = generation.session;
      return initError === undefined ? { state: 'crashed', exit } : { state: 'failed', error: initError };
    }),
    generation.extensions.fatal.then((fault) => ({ state: 'extension-fault', fault })),
  ]);
}
