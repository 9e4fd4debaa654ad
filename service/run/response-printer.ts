import {
  DEFAULT_STREAM_CONTENT_TYPE,
  HTTP_INTEGRATION_CONTENT_TYPE,
  PRELUDE_DELIMITER_BYTES,
} from '../../runtime/protocol/response-streaming.ts';
import type { StreamReceiver } from '../environment-api/invocation-answer.ts';
import { milliseconds, printEntry } from './run-report.ts';

const DELIMITER = Buffer.alloc(PRELUDE_DELIMITER_BYTES);
const ONE_LINE = 100;
const MOST_CHARACTERS = 4000;
const TIME_WIDTH = 12;

/** Shows the result of a buffered invocation: JSON on one line when it is short, else indented. */
export function printPayload(payload: Buffer): void {
  printEntry('out', cut(indentJson(readable(payload.toString(), payload.length)), payload.length));
}

/**
 * Shows a streamed response chunk by chunk, each with the time since the invocation began.
 *
 * @param startedMs the start, on the clock of `performance.now()`
 */
export function streamPrinter(startedMs: number): StreamReceiver {
  // A character may be split between two chunks.
  const decoder = new TextDecoder();
  let prelude: Buffer | undefined;
  let label = 'out';
  const show = (chunk: Buffer): void => {
    if (chunk.length === 0) return;
    const elapsed = `+${milliseconds(performance.now() - startedMs)}`.padStart(TIME_WIDTH);
    const text = cut(readable(decoder.decode(chunk, { stream: true }), chunk.length), chunk.length).replace(/\n$/, '');
    printEntry(label, `${elapsed}  ${text.replaceAll('\n', `\n${' '.repeat(TIME_WIDTH + 2)}`)}`);
    label = '';
  };
  return {
    begin(contentType = DEFAULT_STREAM_CONTENT_TYPE) {
      if (contentType === HTTP_INTEGRATION_CONTENT_TYPE) prelude = Buffer.alloc(0);
      else if (contentType !== DEFAULT_STREAM_CONTENT_TYPE) printEntry('type', contentType);
    },
    write(chunk) {
      if (prelude === undefined) return show(chunk);
      prelude = Buffer.concat([prelude, chunk]);
      const end = prelude.indexOf(DELIMITER);
      if (end === -1) return;
      printEntry('http', prelude.subarray(0, end).toString());
      show(prelude.subarray(end + DELIMITER.length));
      prelude = undefined;
    },
  };
}

function readable(text: string, bytes: number): string {
  return /[\0\uFFFD]/.test(text) ? `(${bytes} bytes)` : text;
}

function indentJson(text: string): string {
  if (text.length <= ONE_LINE) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function cut(text: string, bytes: number): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}… (${bytes} bytes in all)`;
}
