import type { InvocationError } from '../environment-api/invocation-answer.ts';
import { newSegmentId } from '../environments/trace-header.ts';

/** One line of a stack. */
export interface StackFrame {
  readonly path?: string;
  readonly line?: number;
  readonly label?: string;
}

/** An exception, in the words of X-Ray. */
export interface TracedException {
  /** 16 hexadecimal digits: other segments can refer to it. */
  readonly id: string;
  readonly type?: string;
  readonly message?: string;
  readonly stack?: readonly StackFrame[];
}

/** Why an invocation has failed: the object `cause` of a segment, at most 60,000 bytes of JSON. */
export interface ErrorCause {
  readonly working_directory?: string;
  readonly paths?: readonly string[];
  readonly exceptions: readonly TracedException[];
}

// A document has 64 KB, for other things too. A character is six bytes at most: the texts alone stay below it.
const MAX_CAUSE_BYTES = 60_000;
const MAX_MESSAGE = 8000;
const MAX_TEXT = 512;
const MAX_FRAMES = 200;
const MAX_EXCEPTIONS = 64;
// What is larger is no error that anybody wrote down.
const MAX_PAYLOAD_BYTES = 1024 * 1024;
// Shares of what is in lists, as in Lambda: the first that fits is kept.
const SHARES = [1, 0.8, 0.6, 0.4, 0.2, 0];

/** The cause of an error: what the runtime has said to X-Ray, or else what stands in the error itself. */
export function causeOf({ errorType, payload, xrayCause }: InvocationError): ErrorCause {
  const cause = reportedCause(xrayCause) ?? payloadCause(errorType, payload);
  const fits = (each: ErrorCause): boolean => Buffer.byteLength(JSON.stringify(each)) <= MAX_CAUSE_BYTES;
  const found = SHARES.map((share) => cropped(cause, share)).find(fits);
  return found ?? { exceptions: [] };
}

/** The header of the runtime: `{working_directory, paths, exceptions: [{type, message, stack}], message}`. */
function reportedCause(text: string | undefined): ErrorCause | undefined {
  const { working_directory: folder, paths, exceptions, message } = parsed(text);
  const found = list(exceptions).slice(0, MAX_EXCEPTIONS).map(exception);
  const all = found.length === 0 && message ? [exception({ message })] : found;
  const places = list(paths)
    .slice(0, MAX_FRAMES)
    .flatMap((path) => textOf(path) ?? []);
  const working_directory = textOf(folder);
  if (all.length === 0 && places.length === 0 && !working_directory) return undefined;
  return { ...(working_directory && { working_directory }), paths: places, exceptions: all };
}

/** The body of an error: `{errorType, errorMessage, trace}`, or whatever a runtime has sent. */
function payloadCause(platformType: string, payload: Buffer): ErrorCause {
  const text = payload.length > MAX_PAYLOAD_BYTES ? '' : payload.toString();
  const { errorType, errorMessage, trace, stackTrace } = parsed(text);
  const lines = list(trace ?? stackTrace).slice(0, MAX_FRAMES);
  const stack = lines.flatMap((line) => (typeof line === 'string' ? (frameOf(line) ?? []) : []));
  const message = typeof errorMessage === 'string' ? errorMessage : text;
  return { exceptions: [exception({ type: errorType || platformType, message, stack })] };
}

function exception(value: unknown): TracedException {
  const { type, message, stack } = objectOf(value);
  const said = { type: textOf(type), message: textOf(message, MAX_MESSAGE) };
  return {
    id: newSegmentId(),
    ...(said.type !== undefined && { type: said.type }),
    ...(said.message !== undefined && { message: said.message }),
    stack: list(stack).slice(0, MAX_FRAMES).map(frame),
  };
}

function frame(value: unknown): StackFrame {
  const { path, line, label } = objectOf(value);
  const said = { path: textOf(path), label: textOf(label) };
  return {
    ...(said.path !== undefined && { path: said.path }),
    ...(Number.isSafeInteger(line) && { line: Number(line) }),
    ...(said.label !== undefined && { label: said.label }),
  };
}

/** `at label (path:line:column)`, or `at path:line:column`; the first line of a trace is none. */
function frameOf(line: string): StackFrame | undefined {
  const text = line.slice(0, 2 * MAX_TEXT).trim();
  if (!text.startsWith('at ')) return undefined;
  const bracket = text.endsWith(')') ? text.lastIndexOf(' (') : -1;
  const place = bracket === -1 ? text.slice('at '.length) : text.slice(bracket + 2, -1);
  const [position, row] = /:(\d{1,9})(?::\d{1,9})?$/.exec(place) ?? [];
  return {
    path: place.slice(0, position === undefined ? undefined : -position.length).replace(/^file:\/\//, ''),
    ...(row !== undefined && { line: Number(row) }),
    label: bracket === -1 ? 'anonymous' : text.slice('at '.length, bracket),
  };
}

function cropped(cause: ErrorCause, share: number): ErrorCause {
  const part = <T>(values: readonly T[], least = 0): readonly T[] =>
    values.slice(0, Math.max(least, Math.ceil(values.length * share)));
  return {
    ...cause,
    ...(cause.paths && { paths: part(cause.paths) }),
    exceptions: part(cause.exceptions, 1).map((each) => ({ ...each, stack: part(each.stack ?? []) })),
  };
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown, most = MAX_TEXT): string | undefined {
  return typeof value === 'string' ? value.slice(0, most) : undefined;
}
