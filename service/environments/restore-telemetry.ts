import type { FunctionConfig } from '../functions/function-config.ts';
import { roundedMs, telemetryStatus } from '../telemetry/platform-events.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import { type RestoreOutcome, restoreErrorType } from './environment-outcomes.ts';
import { functionInstance } from './function-instance.ts';

/** Tells the bus that a restore begins. */
export function reportRestoreStart(bus: TelemetryBus, config: FunctionConfig, logStream: string): void {
  bus.emit({ type: 'platform.restoreStart', record: functionInstance(config, logStream) });
}

/** Tells the bus how a restore has ended: first the runtime, then the whole. */
export function reportRestoreEnd(bus: TelemetryBus, outcome: RestoreOutcome, durationMs: number): void {
  const errorType = restoreErrorType(outcome);
  const end = {
    status: telemetryStatus(errorType, outcome.state === 'timed-out'),
    ...(errorType !== undefined && { errorType }),
  };
  bus.emit({ type: 'platform.restoreRuntimeDone', record: end });
  bus.emit({ type: 'platform.restoreReport', record: { ...end, metrics: { durationMs: roundedMs(durationMs) } } });
}
