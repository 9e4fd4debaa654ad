import { ServiceError } from '../http/service-error.ts';
import { isFunctionName } from './function-name.ts';

/** Which function, and which version of it, a caller means. */
export interface FunctionReference {
  readonly name: string;
  /** As the caller gave it; absent when the caller gave none. */
  readonly qualifier: string | undefined;
}

// A name, a partial ARN or a full ARN, each with or without a qualifier.
const SOURCE =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?' +
  '(?<name>[a-zA-Z0-9-_]+)(:(?<qualifier>\\$LATEST|[a-zA-Z0-9-_]+))?';
const REFERENCE = new RegExp(`^${SOURCE}$`);
// Lambda prints its pattern in the message; there the groups have no names.
const PATTERN = SOURCE.replaceAll(/\?<\w+>/g, '');
const QUALIFIER_PATTERN = '[a-zA-Z0-9$_-]+';
const MAX_REFERENCE = 140;
const MAX_QUALIFIER = 128;
// What a message repeats of something that is wrong.
const MAX_SHOWN = 200;

/**
 * Reads a name, a partial ARN or a full ARN. Account and region of an ARN are not looked at: here is only one of each.
 *
 * @param text from the path, decoded
 * @param qualifier from the query
 * @throws ServiceError ValidationException or InvalidParameterValueException
 */
export function readFunctionReference(text: string, qualifier?: string): FunctionReference {
  const parts = text.length <= MAX_REFERENCE ? REFERENCE.exec(text)?.groups : undefined;
  const name = parts?.name;
  if (name === undefined || !isFunctionName(name)) throw invalid(text, 'functionName', expected(text, name));
  if (qualifier) checkQualifier(qualifier);
  const inName = parts?.qualifier;
  if (qualifier && inName !== undefined && inName !== qualifier) {
    const message = 'The derived qualifier from the function name does not match the specified qualifier.';
    throw new ServiceError('InvalidParameterValueException', message);
  }
  return { name, qualifier: inName ?? (qualifier || undefined) };
}

/** A value that breaks a rule of the API, in the words of Lambda. */
export function invalid(value: string, field: string, constraint: string): ServiceError {
  const shown = value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value;
  const message = `Value '${shown}' at '${field}' failed to satisfy constraint: Member must ${constraint}`;
  return new ServiceError('ValidationException', `1 validation error detected: ${message}`);
}

function expected(text: string, name: string | undefined): string {
  if (text.length > MAX_REFERENCE) return `have length less than or equal to ${MAX_REFERENCE}`;
  if (name !== undefined) return 'have length less than or equal to 64';
  return `satisfy regular expression pattern: ${PATTERN}`;
}

function checkQualifier(qualifier: string): void {
  if (qualifier.length > MAX_QUALIFIER) {
    throw invalid(qualifier, 'qualifier', `have length less than or equal to ${MAX_QUALIFIER}`);
  }
  if (!new RegExp(`^${QUALIFIER_PATTERN}$`).test(qualifier)) {
    throw invalid(qualifier, 'qualifier', `satisfy regular expression pattern: ${QUALIFIER_PATTERN}`);
  }
}
