import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'vitest';
import { segmentFaults } from './segment-rules.ts';

/** A segment or a subsegment, as tests read it. */
export interface ReceivedSegment {
  readonly id: string;
  readonly name: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly origin?: string;
  readonly type?: string;
  readonly error?: boolean;
  readonly fault?: boolean;
  readonly throttle?: boolean;
  readonly cause?: { readonly exceptions: readonly Record<string, unknown>[] };
  readonly aws?: Record<string, unknown>;
  readonly http?: { readonly response: { readonly status: number } };
  readonly resource_arn?: string;
  readonly subsegments?: readonly ReceivedSegment[];
}

/** What listens where an X-Ray daemon would. */
export interface XRayReceiver extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** All documents so far. */
  readonly segments: readonly ReceivedSegment[];
  /** Waits until there are so many, checks them against X-Ray's rules, and gives them. */
  take(count: number): Promise<readonly ReceivedSegment[]>;
}

/** Listens on a free port. */
export async function startXRayReceiver(): Promise<XRayReceiver> {
  const socket = createSocket('udp4');
  const segments: ReceivedSegment[] = [];
  socket.on('message', (bytes) => {
    const [head = '', document = ''] = bytes.toString().split('\n');
    expect(JSON.parse(head)).toEqual({ format: 'json', version: 1 });
    segments.push(JSON.parse(document));
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    segments,
    async take(count) {
      await expect.poll(() => segments.length).toBeGreaterThanOrEqual(count);
      expect(segments.flatMap(segmentFaults)).toEqual([]);
      expect(segments).toHaveLength(count);
      return segments;
    },
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
