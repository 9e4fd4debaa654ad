import { writeSync } from 'node:fs';
import { encodeLogFrame, type LogLevel } from '../protocol/log-frame.ts';

/** Takes formatted records. What it has taken is out of the process: nothing is lost when it exits right after. */
export type LogSink = (level: LogLevel, timestampMs: number, message: string) => void;

const STDOUT = 1;
const FULL_PIPE_WAIT_MS = 1;

/** One line a record on standard output. The service splits at line feeds alone: those inside become `\r`. */
export function stdoutSink(): LogSink {
  return (_level, _timestampMs, message) => {
    writeWhole(STDOUT, Buffer.from(`${message.replaceAll('\n', '\r')}\n`));
  };
}

/** Frames on the telemetry descriptor; a text record ends with a line feed and keeps those inside. */
export function frameSink(descriptor: number, json: boolean): LogSink {
  return (level, timestampMs, message) => {
    writeWhole(descriptor, encodeLogFrame(level, json, timestampMs, json ? message : `${message}\n`));
  };
}

/** Writes all bytes before it returns. A reader that is gone is no reason to end the function. */
export function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // Somebody made the pipe non-blocking, as Node.js does when a function touches process.stdout.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_WAIT_MS);
    }
  }
}
