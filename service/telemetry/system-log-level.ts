import type { TelemetryEvent, TelemetryStatus } from '../../runtime/protocol/telemetry-events.ts';
import type { SystemLogLevel } from './log-settings.ts';

/** The level of a platform event in a log of format JSON; nothing for an event that such a log never has. */
export function systemLogLevel(event: TelemetryEvent): SystemLogLevel | undefined {
  switch (event.type) {
    case 'platform.initStart':
    case 'platform.restoreStart':
      return event.record.runtimeVersion === undefined ? 'DEBUG' : 'INFO';
    case 'platform.initRuntimeDone':
    case 'platform.restoreRuntimeDone':
    case 'platform.runtimeDone':
      return unlessBad(event.record.status, 'DEBUG');
    case 'platform.initReport':
      return unlessBad(event.record.status, event.record.initializationType === 'on-demand' ? 'DEBUG' : 'INFO');
    case 'platform.restoreReport':
    case 'platform.report':
      return unlessBad(event.record.status, 'INFO');
    case 'platform.extension':
      return event.record.errorType === undefined ? 'INFO' : 'WARN';
    case 'platform.start':
    case 'platform.telemetrySubscription':
    case 'platform.logsSubscription':
      return 'INFO';
    case 'platform.logsDropped':
      return 'WARN';
    case 'platform.fault':
    case 'function':
    case 'extension':
      return undefined;
  }
}

function unlessBad(status: TelemetryStatus, level: SystemLogLevel): SystemLogLevel {
  return status === 'success' ? level : 'WARN';
}
