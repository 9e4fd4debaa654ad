import type { ExtensionRegistry } from '../extensions/extension-registry.ts';
import type { Exchange, Route } from '../http/route.ts';
import type { EventSchema } from '../telemetry/event-schema.ts';
import { readSubscriptionRequest } from '../telemetry/subscription-request.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import { extensionIdentifier, readSmallBody } from './extension-request.ts';

const OK = '"OK"';

/** The one route of the Telemetry API or the Logs API: PUT, with or without a slash at the end, as in the documents. */
export function subscriptionRoute(
  api: EventSchema['api'],
  path: string,
  registry: ExtensionRegistry,
  bus: TelemetryBus,
): Route {
  return {
    method: 'PUT',
    path: new RegExp(`^${path}/?$`),
    handle: (exchange) => subscribe(api, registry, bus, exchange),
  };
}

async function subscribe(
  api: EventSchema['api'],
  registry: ExtensionRegistry,
  bus: TelemetryBus,
  { request, response }: Exchange,
): Promise<void> {
  const body = await readSmallBody(request);
  const name = registry.nameOf(extensionIdentifier(request));
  bus.checkOpen(api);
  bus.subscribe(name, readSubscriptionRequest(api, body));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': OK.length });
  response.end(OK);
}
