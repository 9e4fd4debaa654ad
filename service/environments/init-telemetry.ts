import { createHash } from 'node:crypto';
import type { InitPhase } from '../../runtime/protocol/telemetry-events.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { roundedMs, telemetryStatus } from '../telemetry/platform-events.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import { type InitOutcome, initErrorType } from './environment-outcomes.ts';
import { FUNCTION_VERSION, regionOf } from './environment-variables.ts';
import type { Generation } from './generation.ts';

const RUNTIME_VERSION = 'provided:al2023';
const MEGABYTE = 1_048_576;

/** Tells the bus that an init begins. */
export function reportInitStart(bus: TelemetryBus, config: FunctionConfig, logStream: string, phase: InitPhase): void {
  bus.emit({
    type: 'platform.initStart',
    record: {
      initializationType: 'on-demand',
      phase,
      runtimeVersion: RUNTIME_VERSION,
      runtimeVersionArn: runtimeVersionArn(),
      functionName: config.name,
      functionVersion: FUNCTION_VERSION,
      instanceId: logStream,
      instanceMaxMemory: config.memoryMb * MEGABYTE,
    },
  });
}

/** Lambda's are hashes of what the runtime consists of; here it is made of the name. */
function runtimeVersionArn(): string {
  return `arn:aws:lambda:${regionOf(process.env)}::runtime:${createHash('sha256').update(RUNTIME_VERSION).digest('hex')}`;
}

/** Tells the bus how an init has ended: first the runtime, then each extension, then the whole. */
export function reportInitEnd(
  bus: TelemetryBus,
  generation: Generation,
  outcome: InitOutcome,
  phase: InitPhase,
  durationMs: number,
): void {
  const errorType = initErrorType(outcome);
  const end = {
    initializationType: 'on-demand',
    phase,
    status: telemetryStatus(errorType, outcome.state === 'timed-out'),
    ...(errorType !== undefined && { errorType }),
  } as const;
  bus.emit({ type: 'platform.initRuntimeDone', record: end });
  for (const record of generation.extensions.records) bus.emit({ type: 'platform.extension', record });
  bus.emit({ type: 'platform.initReport', record: { ...end, metrics: { durationMs: roundedMs(durationMs) } } });
}
