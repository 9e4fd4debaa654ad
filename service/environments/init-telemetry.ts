import type { InitPhase } from '../../runtime/protocol/telemetry-events.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { roundedMs, telemetryStatus } from '../telemetry/platform-events.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import { type InitOutcome, initErrorType } from './environment-outcomes.ts';
import { initializationType } from './environment-variables.ts';
import { functionInstance } from './function-instance.ts';
import type { Generation } from './generation.ts';

/** Tells the bus that an init begins. */
export function reportInitStart(bus: TelemetryBus, config: FunctionConfig, logStream: string, phase: InitPhase): void {
  bus.emit({
    type: 'platform.initStart',
    record: { initializationType: initializationType(config), phase, ...functionInstance(config, logStream) },
  });
}

/** Tells the bus how an init has ended: first the runtime, then each extension, then the whole. */
export function reportInitEnd(
  bus: TelemetryBus,
  config: FunctionConfig,
  generation: Generation,
  outcome: InitOutcome,
  phase: InitPhase,
  durationMs: number,
): void {
  const errorType = initErrorType(outcome);
  const end = {
    initializationType: initializationType(config),
    phase,
    status: telemetryStatus(errorType, outcome.state === 'timed-out'),
    ...(errorType !== undefined && { errorType }),
  } as const;
  bus.emit({ type: 'platform.initRuntimeDone', record: end });
  for (const record of generation.extensions.records) bus.emit({ type: 'platform.extension', record });
  bus.emit({ type: 'platform.initReport', record: { ...end, metrics: { durationMs: roundedMs(durationMs) } } });
}
