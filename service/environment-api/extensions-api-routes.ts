import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { EXTENSION_HEADERS, EXTENSIONS_API } from '../../runtime/protocol/extensions-api.ts';
import type { ExtensionRegistry } from '../extensions/extension-registry.ts';
import { ApiError } from '../http/api-error.ts';
import { sendJson } from '../http/json-answer.ts';
import { type Exchange, pathPattern, type Route } from '../http/route.ts';

/** What an extension learns about the function when it registers. */
export interface ExtensionWelcome {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
}

/** The Extensions API, version 2020-01-01, as far as extensions inside the runtime's process use it. */
export function extensionsApiRoutes(registry: ExtensionRegistry, welcome: ExtensionWelcome): readonly Route[] {
  return [
    {
      method: 'POST',
      path: pathPattern(EXTENSIONS_API.register),
      handle: (exchange) => register(registry, welcome, exchange),
    },
    { method: 'GET', path: pathPattern(EXTENSIONS_API.next), handle: (exchange) => next(registry, exchange) },
  ];
}

async function register(
  registry: ExtensionRegistry,
  welcome: ExtensionWelcome,
  { request, response }: Exchange,
): Promise<void> {
  const events = await readEvents(request);
  const identifier = registry.register(header(request, EXTENSION_HEADERS.name) ?? '', events);
  sendJson(response, 200, welcome, { [EXTENSION_HEADERS.identifier]: identifier });
}

async function readEvents(request: IncomingMessage): Promise<readonly string[]> {
  try {
    const { events = [] } = JSON.parse(await text(request));
    return Array.isArray(events) ? events.map(String) : [];
  } catch (error) {
    throw new ApiError(403, 'InvalidRequestFormat', String(error));
  }
}

function next(registry: ExtensionRegistry, { request, response }: Exchange): void {
  const forget = registry.next(header(request, EXTENSION_HEADERS.identifier), (event) => {
    sendJson(response, 200, event, { [EXTENSION_HEADERS.eventIdentifier]: randomUUID() });
  });
  response.once('close', forget);
}

function header(request: IncomingMessage, name: string): string | undefined {
  return request.headers[name]?.toString();
}
