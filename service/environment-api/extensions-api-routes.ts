import { EXTENSION_HEADERS, EXTENSIONS_API } from '../../runtime/protocol/extensions-api.ts';
import type { ExtensionRegistry } from '../extensions/extension-registry.ts';
import { readRegisterRequest } from '../extensions/register-request.ts';
import { ApiError } from '../http/api-error.ts';
import { sendAccepted, sendJson } from '../http/json-answer.ts';
import { type Exchange, pathPattern, type Route } from '../http/route.ts';
import { extensionIdentifier, headerText, readSmallBody } from './extension-request.ts';

/** What an extension learns about the function when it registers. */
export interface ExtensionWelcome {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
  /** Told only to those who ask for this feature. */
  readonly accountId?: string;
}

const ACCOUNT_FEATURE = 'accountId';

/** The Extensions API, version 2020-01-01. Where extensions are turned off, Lambda answers all of it with 404. */
export function extensionsApiRoutes(registry: ExtensionRegistry, welcome: ExtensionWelcome): readonly Route[] {
  return [
    {
      method: 'POST',
      path: pathPattern(EXTENSIONS_API.register),
      handle: (exchange) => register(registry, welcome, exchange),
    },
    { method: 'GET', path: pathPattern(EXTENSIONS_API.next), handle: (exchange) => next(registry, exchange) },
    {
      method: 'POST',
      path: pathPattern(EXTENSIONS_API.initError),
      handle: (exchange) => reportError(registry, 'InitError', exchange),
    },
    {
      method: 'POST',
      path: pathPattern(EXTENSIONS_API.exitError),
      handle: (exchange) => reportError(registry, 'ExitError', exchange),
    },
  ];
}

async function register(
  registry: ExtensionRegistry,
  welcome: ExtensionWelcome,
  { request, response }: Exchange,
): Promise<void> {
  const body = await readSmallBody(request);
  const name = headerText(request, EXTENSION_HEADERS.name) ?? '';
  if (name === '') throw new ApiError(403, 'Extension.InvalidExtensionName', 'Empty extension name');
  const identifier = registry.register(name, readRegisterRequest(body));
  const features = (headerText(request, EXTENSION_HEADERS.acceptFeature) ?? '').split(',');
  const { accountId, ...rest } = welcome;
  const asked = features.some((feature) => feature.trim() === ACCOUNT_FEATURE);
  sendJson(response, 200, asked && accountId !== undefined ? { ...rest, accountId } : rest, {
    [EXTENSION_HEADERS.identifier]: identifier,
  });
}

function next(registry: ExtensionRegistry, { request, response }: Exchange): void {
  const forget = registry.next(extensionIdentifier(request), (event, eventIdentifier) => {
    const headers = eventIdentifier === undefined ? {} : { [EXTENSION_HEADERS.eventIdentifier]: eventIdentifier };
    sendJson(response, 200, event, headers);
  });
  response.once('close', forget);
}

async function reportError(
  registry: ExtensionRegistry,
  state: 'InitError' | 'ExitError',
  { request, response }: Exchange,
): Promise<void> {
  // Kept for nobody: what counts is the type in the header. The rest of the body has to be read all the same.
  await readSmallBody(request);
  const identifier = extensionIdentifier(request);
  registry.nameOf(identifier);
  const errorType = headerText(request, EXTENSION_HEADERS.errorType);
  if (!errorType) {
    throw new ApiError(403, 'Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found');
  }
  registry.reportError(identifier, state, errorType);
  sendAccepted(response);
}
