// What X-Ray takes: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html. Which fields Lambda
// fills is seen in its traces.

import { SERVICE_ERRORS, type ServiceErrorType } from '../../runtime/protocol/invoke-api.ts';
import { newSegmentId } from '../environments/trace-header.ts';
import { ACCOUNT_ID } from '../functions/function-arn.ts';
import type { ObservedInvocation, ObservedOutcome } from '../observation/service-event.ts';
import { tracePart } from '../telemetry/platform-events.ts';
import type { ErrorCause } from './error-cause.ts';
import type { InvocationSegments } from './invocation-trace.ts';

/** What segments and subsegments have in common. */
interface Span {
  readonly id: string;
  readonly name: string;
  /** Seconds since 1970, with a fraction. */
  readonly start_time: number;
  readonly end_time: number;
  /** Of the caller: 4xx. */
  readonly error?: true;
  /** Of the function or the service. */
  readonly fault?: true;
  /** 429, an error too. */
  readonly throttle?: true;
  /** With its exceptions, or the id of one that stands elsewhere in the segment. */
  readonly cause?: ErrorCause | string;
  readonly aws?: Readonly<Record<string, unknown>>;
}

/** A segment, as X-Ray takes it. */
export interface SegmentDocument extends Span {
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly origin: 'AWS::Lambda' | 'AWS::Lambda::Function';
  readonly resource_arn?: string;
  readonly http?: { readonly response: { readonly status: number } };
  readonly subsegments?: readonly Span[];
}

/** A part of an invocation; times are Unix epochs in milliseconds. */
export interface TracedPhase {
  readonly name: 'Initialization' | 'Restore' | 'Invocation' | 'Overhead';
  readonly startMs: number;
  readonly endMs: number;
  readonly failed?: boolean;
}

/** An invocation that is over, for its caller and for its environment. */
export interface TracedInvocation {
  readonly invocation: ObservedInvocation;
  readonly segments: InvocationSegments;
  readonly outcome: ObservedOutcome;
  readonly startMs: number;
  readonly endMs: number;
  /** In their order; none where nothing has run. */
  readonly phases: readonly TracedPhase[];
}

/** The segments of an invocation: that of the service, and that of the function where it has run. */
export function segmentDocuments(traced: TracedInvocation): readonly SegmentDocument[] {
  const service = serviceSegment(traced);
  return traced.phases.length === 0 ? [service] : [service, functionSegment(traced, service.id)];
}

function serviceSegment({ invocation, segments, outcome, ...times }: TracedInvocation): SegmentDocument {
  const status = statusOf(outcome);
  return {
    id: newSegmentId(),
    name: invocation.functionName,
    trace_id: traceIdOf(invocation),
    ...(segments.callerId !== undefined && { parent_id: segments.callerId.toLowerCase() }),
    // The environment is done later than the caller has its answer.
    ...spanTimes(times.startMs, Math.max(times.endMs, ...times.phases.map(({ endMs }) => endMs))),
    ...(isFailed(outcome) && { fault: true as const }),
    ...(status >= 500 && { fault: true as const }),
    ...(status >= 400 && status < 500 && { error: true as const }),
    ...(status === 429 && { throttle: true as const }),
    http: { response: { status } },
    aws: { request_id: invocation.requestId },
    origin: 'AWS::Lambda',
    resource_arn: invocation.functionArn,
  };
}

function functionSegment(traced: TracedInvocation, serviceId: string): SegmentDocument {
  const { invocation, segments, outcome, phases } = traced;
  const { functionName: name, functionArn: function_arn } = invocation;
  const cause = isFailed(outcome) ? outcome.cause : undefined;
  return {
    id: segments.functionId,
    name,
    trace_id: traceIdOf(invocation),
    parent_id: serviceId,
    ...spanTimes(Math.min(...phases.map(({ startMs }) => startMs)), Math.max(...phases.map(({ endMs }) => endMs))),
    ...(isFailed(outcome) && { fault: true as const }),
    ...(cause !== undefined && { cause }),
    aws: {
      account_id: ACCOUNT_ID,
      function_arn,
      cloudwatch_logs: [{ log_group: `/aws/lambda/${name}` }],
      resource_names: [name],
    },
    origin: 'AWS::Lambda::Function',
    subsegments: phases.map((phase) => subsegment(phase, function_arn, cause?.exceptions[0]?.id)),
  };
}

function subsegment(phase: TracedPhase, function_arn: string, exceptionId: string | undefined): Span {
  const { name, startMs, endMs, failed = false } = phase;
  return {
    id: newSegmentId(),
    name,
    ...spanTimes(startMs, endMs),
    ...(failed && { fault: true as const }),
    ...(failed && exceptionId !== undefined && { cause: exceptionId }),
    aws: { function_arn },
  };
}

function isFailed(
  outcome: ObservedOutcome,
): outcome is Extract<ObservedOutcome, { state: 'function-error' | 'timed-out' | 'crashed' }> {
  return outcome.state === 'function-error' || outcome.state === 'timed-out' || outcome.state === 'crashed';
}

/** A function that has failed is an answer like any other. */
function statusOf(outcome: ObservedOutcome): number {
  if (outcome.state === 'throttled') return SERVICE_ERRORS.TooManyRequestsException.status;
  if (outcome.state !== 'refused') return 200;
  return SERVICE_ERRORS[outcome.errorType as ServiceErrorType]?.status ?? SERVICE_ERRORS.ServiceException.status;
}

function traceIdOf({ traceId }: ObservedInvocation): string {
  return (tracePart(traceId, 'Root') ?? '').toLowerCase();
}

function spanTimes(startMs: number, endMs: number): Pick<Span, 'start_time' | 'end_time'> {
  return { start_time: seconds(startMs), end_time: seconds(Math.max(startMs, endMs)) };
}

/** Microseconds are all that a clock here knows. */
function seconds(ms: number): number {
  return Math.round(ms * 1000) / 1_000_000;
}
