import { completeTrace, decidedTrace, newSegmentId, receivedTrace } from '../environments/trace-header.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { tracePart } from '../telemetry/platform-events.ts';
import type { Sampler } from './sampler.ts';

/** The segments that an invocation will have. */
export interface InvocationSegments {
  /** Of the function: what stands above all that the function itself traces. */
  readonly functionId: string;
  /** The caller's segment, where it has one. */
  readonly callerId?: string;
}

/** What becomes of the trace that an invocation came with. */
export interface InvocationTrace {
  /** X-Amzn-Trace-Id as the function gets it: root, parent and decision. */
  readonly header: string;
  /** Only where the invocation is sampled, and its function traced. */
  readonly segments?: InvocationSegments;
}

/**
 * Decides whether an invocation is sampled, unless its caller has: a function with active tracing asks the sampler,
 * others never begin a trace.
 *
 * @param received what the invocation came with
 * @returns the same with `Sampled`, which holds for all attempts
 */
export function sampledTrace(config: FunctionConfig, received: string | undefined, sampler: Sampler): string {
  const trace = received ?? receivedTrace();
  if (tracePart(trace, 'Sampled') !== undefined) return trace;
  return decidedTrace(trace, config.tracing === 'Active' && sampler.decide(config.name));
}

/**
 * The trace of one attempt. With active tracing the function's own segment is what it gets as parent; else the
 * caller's stays.
 *
 * @param received what the invocation came with
 */
export function beginTrace(config: FunctionConfig, received: string | undefined, sampler: Sampler): InvocationTrace {
  const trace = sampledTrace(config, received, sampler);
  if (config.tracing !== 'Active') return { header: completeTrace(trace, {}) };
  const functionId = newSegmentId();
  const header = completeTrace(trace, { parent: functionId });
  if (tracePart(trace, 'Sampled') !== '1') return { header };
  const callerId = tracePart(trace, 'Parent');
  return { header, segments: { functionId, ...(callerId !== undefined && { callerId }) } };
}

/** What a caller is told of the trace: `Root=…;Sampled=…`. */
export function answeredTrace(trace: string): string {
  return `Root=${tracePart(trace, 'Root') ?? ''};Sampled=${tracePart(trace, 'Sampled') ?? '0'}`;
}
