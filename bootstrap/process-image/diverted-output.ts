import fs from 'node:fs';

const STANDARD_OUTPUTS = [1, 2];

/** What is written to standard output or standard error goes there instead; `record` is called with the bytes. */
export type Written = (descriptor: number, bytes: Buffer) => void;

/**
 * Keeps what this process writes to standard output and standard error from being seen. All that writes there ends in
 * `fs.writeSync`: the log of the runtime, and the streams as it changes them. Gives what ends it.
 */
export function divertOutput(written: Written): () => void {
  const { writeSync } = fs;
  const nowhere = fs.openSync('/dev/null', 'w');
  const divert = (descriptor: number, data: string | NodeJS.ArrayBufferView, ...rest: unknown[]): number => {
    const target = STANDARD_OUTPUTS.includes(descriptor) ? nowhere : descriptor;
    // The real one does it, so that it is warm.
    const count = Reflect.apply(writeSync, fs, [target, data, ...rest]) as number;
    if (target === nowhere) written(descriptor, bytesOf(data, rest, count));
    return count;
  };
  fs.writeSync = divert as typeof writeSync;
  return () => {
    fs.writeSync = writeSync;
    fs.closeSync(nowhere);
  };
}

function bytesOf(data: string | NodeJS.ArrayBufferView, [offset]: readonly unknown[], count: number): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  const start = typeof offset === 'number' ? offset : 0;
  const view = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.from(view.subarray(start, start + count));
}
