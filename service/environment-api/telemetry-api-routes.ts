import { TELEMETRY_API_PATH } from '../../runtime/protocol/telemetry-api.ts';
import type { ExtensionRegistry } from '../extensions/extension-registry.ts';
import type { Route } from '../http/route.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import { subscriptionRoute } from './subscription-route.ts';

/** The Telemetry API, version 2022-07-01. */
export function telemetryApiRoutes(registry: ExtensionRegistry, bus: TelemetryBus): readonly Route[] {
  return [subscriptionRoute('telemetry', TELEMETRY_API_PATH, registry, bus)];
}
