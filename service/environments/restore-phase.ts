import type { InvocationError } from '../environment-api/invocation-answer.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { describeExit } from '../processes/process-exit.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import type { EarlyEndCause } from './early-end.ts';
import { crashErrorType, type RestoreOutcome } from './environment-outcomes.ts';
import type { Generation } from './generation.ts';
import { raceWithLimit } from './race-with-limit.ts';
import { reportRestoreEnd, reportRestoreStart } from './restore-telemetry.ts';

/** For what and for how long a restore runs. */
export interface RestoreSetting {
  readonly config: FunctionConfig;
  readonly bus: TelemetryBus;
  readonly logStream: string;
  readonly limitMs: number;
}

/**
 * Tells the runtime of a function with SnapStart that it has been restored, and waits until it asks for an invocation,
 * with telemetry around it. There is no snapshot: it is the same process that has run the init.
 */
export async function runRestore(generation: Generation, setting: RestoreSetting): Promise<RestoreOutcome> {
  const { config, bus, logStream, limitMs } = setting;
  reportRestoreStart(bus, config, logStream);
  const started = performance.now();
  using end = generation.earlyEnd.watch();
  generation.session.restore();
  const outcome = await raceWithLimit<RestoreOutcome>(limitMs, () => ({ state: 'timed-out' }), [
    generation.session.ready.then(() => ({ state: 'restored', restoreMs: performance.now() - started })),
    generation.session.restoreFailed.then(reported),
    end.cause.then(endedEarly),
  ]);
  await generation.readOutput();
  reportRestoreEnd(bus, outcome, outcome.state === 'restored' ? outcome.restoreMs : performance.now() - started);
  return outcome;
}

function reported({ errorType, payload }: InvocationError): RestoreOutcome {
  return { state: 'failed', errorType, message: messageIn(payload.toString()) };
}

function endedEarly(cause: EarlyEndCause): RestoreOutcome {
  if (cause.kind === 'fault') return { state: 'failed', ...cause.fault };
  return { state: 'failed', errorType: crashErrorType(cause.exit), message: describeExit(cause.exit) };
}

/** A body is whatever a runtime has sent; as a rule `{"errorType", "errorMessage", "trace"}`. */
function messageIn(body: string): string {
  try {
    const { errorMessage } = JSON.parse(body);
    return typeof errorMessage === 'string' ? errorMessage : body;
  } catch {
    return body;
  }
}
