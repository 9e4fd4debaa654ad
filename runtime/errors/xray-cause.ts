import { MAX_XRAY_CAUSE_BYTES } from '../protocol/quotas.ts';
import { withoutDel } from './error-response.ts';
import { isStackFrame } from './stack-frame.ts';

interface StackFrame {
  readonly path: string;
  readonly line: number | null;
  readonly label: string;
}

// Together below the limit, even where JSON makes six characters of one.
const CROPPED_FRAMES = 16;
const CROPPED_MESSAGE = 2048;
const CROPPED_NAME = 128;

/**
 * The cause of an error for X-Ray: `{working_directory, exceptions: [{type, message, stack}], paths}` as compact JSON
 * for a header, cropped to what the service keeps. Undefined for a thrown value that holds no properties.
 */
export function xrayCause(thrown: unknown): string | undefined {
  try {
    const { name, message, stack } = thrown as Partial<Error>;
    const frames = parseStack(stack);
    const cause = encodeCause(name, message, frames);
    if (Buffer.byteLength(cause) <= MAX_XRAY_CAUSE_BYTES) return cause;
    const fewFrames = frames.slice(0, CROPPED_FRAMES).map(cropFrame);
    return encodeCause(String(name).slice(0, CROPPED_NAME), String(message).slice(0, CROPPED_MESSAGE), fewFrames);
  } catch {
    return undefined;
  }
}

function cropFrame({ path, line, label }: StackFrame): StackFrame {
  return { path: path.slice(0, CROPPED_NAME), line, label: label.slice(0, CROPPED_NAME) };
}

function encodeCause(type: unknown, message: unknown, stack: readonly StackFrame[]): string {
  return JSON.stringify({
    working_directory: process.cwd(),
    exceptions: [{ type: textOrNothing(type), message: textOrNothing(message), stack }],
    paths: [...new Set(stack.map((frame) => frame.path))],
  });
}

function textOrNothing(text: unknown): string | undefined {
  return text === undefined ? undefined : withoutDel(text);
}

function parseStack(stack: unknown): StackFrame[] {
  if (typeof stack !== 'string') return [];
  return withoutDel(stack).split('\n').filter(isStackFrame).map(parseFrame);
}

// "    at label (path:line:column)" or "    at path:line:column"; the path may be a file: URL. A message can hold lines
// that look alike, of any length, so no expression here goes back over what it has read.
function parseFrame(line: string): StackFrame {
  const frame = line.trim().slice('at '.length);
  const bracket = frame.endsWith(')') ? frame.lastIndexOf(' (') : -1;
  const place = bracket === -1 ? frame : frame.slice(bracket + 2, -1);
  const position = /:(\d{1,9})(?::\d{1,9})?$/.exec(place);
  return {
    path: place.slice(0, position?.index).replace(/^file:\/\//, ''),
    line: position?.[1] === undefined ? null : Number(position[1]),
    label: bracket === -1 ? 'anonymous' : frame.slice(0, bracket),
  };
}
