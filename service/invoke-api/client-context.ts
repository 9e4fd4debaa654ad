import { MAX_CLIENT_CONTEXT_BYTES } from '../../runtime/protocol/invoke-api.ts';
import { ServiceError } from '../http/service-error.ts';

/**
 * Reads a client context, base64 of a JSON object. It goes on to the runtime in a header, so what a header cannot carry
 * is escaped.
 *
 * @returns JSON text
 * @throws ServiceError InvalidRequestContentException
 */
export function readClientContext(base64: string): string {
  if (base64.length > MAX_CLIENT_CONTEXT_BYTES) {
    throw refused(`Client context must be no larger than ${MAX_CLIENT_CONTEXT_BYTES} bytes, found ${base64.length}.`);
  }
  const text = Buffer.from(base64, 'base64').toString();
  const value = parse(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!/^[\w+/=-]*$/.test(base64) || !isObject)
    throw refused('Client context must be a valid Base64-encoded JSON object.');
  return /^[\x20-\x7e]*$/.test(text) ? text : headerSafe(JSON.stringify(value));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON has such characters only within texts, where they can be escaped. */
function headerSafe(json: string): string {
  return json.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function refused(message: string): ServiceError {
  return new ServiceError('InvalidRequestContentException', message);
}
