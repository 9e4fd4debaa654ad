import type { LifecycleEvent } from '../../runtime/protocol/extensions-api.ts';
import { ApiError } from '../http/api-error.ts';

/**
 * The events that the body of a register request lists; checked to be texts, not yet to be events.
 *
 * @throws ApiError 403 InvalidRequestFormat
 */
export function readRegisterRequest(body: string): readonly string[] {
  const { events, configurationKeys } = parseObject(body);
  if (asTexts('configurationKeys', configurationKeys).length > 0) {
    throw invalidFormat('configurationKeys are deprecated; use environment variables instead');
  }
  return asTexts('events', events);
}

/**
 * The same events, each once, known to exist.
 *
 * @throws ApiError 403 Extension.InvalidEventType for another event, or SHUTDOWN for an internal extension
 */
export function checkEvents(events: readonly string[], kind: 'internal' | 'external'): readonly LifecycleEvent[] {
  return [...new Set(events)].map((event) => {
    if (event === 'INVOKE' || (event === 'SHUTDOWN' && kind === 'external')) return event;
    const fault = event === 'SHUTDOWN' ? 'ShutdownEventNotSupportedForInternalExtension' : 'ErrorInvalidEventType';
    throw new ApiError(403, 'Extension.InvalidEventType', `${event}: ${fault}`);
  });
}

function parseObject(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw invalidFormat(error instanceof Error ? error.message : String(error));
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidFormat('the body is not a JSON object');
  return { ...value };
}

function asTexts(field: string, value: unknown = null): readonly string[] {
  if (value === null) return [];
  if (Array.isArray(value) && value.every((element) => typeof element === 'string')) return value;
  throw invalidFormat(`${field} is not an array of strings`);
}

function invalidFormat(message: string): ApiError {
  return new ApiError(403, 'InvalidRequestFormat', message);
}
