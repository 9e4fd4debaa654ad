const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;
const FRAME_HEADER_BYTES = 16;

/** The lines of a log; the time that each begins with, or holds as JSON, is `#`. */
export function logLines(stdout: string): string[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(TIME, '#'));
}

/** The lines of a log in JSON, without their times. */
export function jsonLogLines(stdout: string): Array<Record<string, unknown>> {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const { timestamp, ...rest } = JSON.parse(line);
      if (!TIME.test(timestamp)) throw new Error(`no timestamp in ${line}`);
      return rest;
    });
}

/** One record of the telemetry descriptor. */
export interface LogFrame {
  /** In hexadecimal digits. */
  readonly type: string;
  /** Unix epoch in microseconds. */
  readonly timestampUs: bigint;
  readonly message: string;
}

/** Splits what came over the telemetry descriptor. Throws where bytes are left over. */
export function logFrames(bytes: Buffer): LogFrame[] {
  const frames: LogFrame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + FRAME_HEADER_BYTES + bytes.readInt32BE(at + 4);
    frames.push({
      type: bytes.readUInt32BE(at).toString(16),
      timestampUs: bytes.readBigInt64BE(at + 8),
      message: bytes.toString('utf8', at + FRAME_HEADER_BYTES, end).replace(TIME, '#'),
    });
    if (end > bytes.length) throw new Error(`a frame ends at ${end}, the log at ${bytes.length}`);
    at = end;
  }
  return frames;
}
