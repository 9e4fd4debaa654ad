import { LOGS_API_PATH } from '../../runtime/protocol/telemetry-api.ts';
import type { ExtensionRegistry } from '../extensions/extension-registry.ts';
import type { Route } from '../http/route.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import { subscriptionRoute } from './subscription-route.ts';

/** The Logs API, version 2020-08-15, which the Telemetry API has replaced. */
export function logsApiRoutes(registry: ExtensionRegistry, bus: TelemetryBus): readonly Route[] {
  return [subscriptionRoute('logs', LOGS_API_PATH, registry, bus)];
}
