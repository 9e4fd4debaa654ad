// Records on the telemetry descriptor (_LAMBDA_TELEMETRY_LOG_FD), so that a record may span lines:
//
// | type 4 B | length 4 B | timestamp µs 8 B | message, UTF-8 … |   big-endian

/** Levels in ascending order; each adds its bits to the frame type. */
export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export const FRAME_HEADER_BYTES = 16;

const TEXT_FRAME = 0xa55a_0003;
const JSON_FRAME = 0xa55a_0002;

/** One framed record; the header and the message in a single buffer. */
export function encodeLogFrame(level: LogLevel, json: boolean, timestampMs: number, message: string): Buffer {
  const length = Buffer.byteLength(message);
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + length);
  const levelBits = (LOG_LEVELS.indexOf(level) + 1) << 2;
  frame.writeUInt32BE(((json ? JSON_FRAME : TEXT_FRAME) | levelBits) >>> 0, 0);
  frame.writeInt32BE(length, 4);
  frame.writeBigInt64BE(BigInt(timestampMs) * 1000n, 8);
  frame.write(message, FRAME_HEADER_BYTES);
  return frame;
}
