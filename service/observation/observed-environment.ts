import { initializationType } from '../environments/environment-variables.ts';
import type { ExecutionEnvironment } from '../environments/execution-environment.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import type { ObservedEnvironment } from './service-event.ts';
import type { ServiceEvents } from './service-events.ts';

/** Tells of all that happens in an environment, from its first phase to its last. */
export function observeEnvironment(
  environment: ExecutionEnvironment,
  config: FunctionConfig,
  events: ServiceEvents,
): void {
  const observed: ObservedEnvironment = {
    id: environment.logStream,
    functionName: config.name,
    version: config.version,
    initializationType: initializationType(config),
    memoryMb: config.memoryMb,
  };
  environment.onPhase((phase) => events.emit({ type: 'environment.phase', environment: observed, phase }));
  environment.telemetry.on((event) => {
    if (event.type.startsWith('platform.'))
      events.emit({ type: 'environment.telemetry', environment: observed, event });
  });
}
