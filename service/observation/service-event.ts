import type { InitializationType, TelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import type { EnvironmentPhase } from '../environments/environment-phase.ts';
import type { ErrorCause } from '../tracing/error-cause.ts';
import type { InvocationSegments } from '../tracing/invocation-trace.ts';

/** An execution environment, for those who watch it. */
export interface ObservedEnvironment {
  /** The name of its log stream. */
  readonly id: string;
  readonly functionName: string;
  readonly version: string;
  readonly initializationType: InitializationType;
  readonly memoryMb: number;
}

/** An invocation, from when the service decides on it until its caller has the answer. */
export interface ObservedInvocation {
  readonly requestId: string;
  readonly functionName: string;
  /** The one that runs. */
  readonly version: string;
  /** With the qualifier, when the caller named one. */
  readonly functionArn: string;
  /** X-Amzn-Trace-Id as the function gets it. */
  readonly traceId: string;
  /** Only of an invocation that is traced. */
  readonly segments?: InvocationSegments;
}

/** How an invocation ended. */
export type ObservedOutcome =
  | { readonly state: 'succeeded' }
  | {
      readonly state: 'function-error' | 'timed-out' | 'crashed';
      readonly errorType: string;
      /** Only of an invocation that is traced. */
      readonly cause?: ErrorCause;
    }
  /** It has not begun. */
  | { readonly state: 'throttled'; readonly reason: string }
  | { readonly state: 'refused'; readonly errorType: string };

/** Something that has happened in the service. */
export type ServiceEvent =
  /** `frozen`: all its processes stand still. */
  | {
      readonly type: 'environment.phase';
      readonly environment: ObservedEnvironment;
      readonly phase: EnvironmentPhase | 'frozen';
    }
  /** Init, start, runtimeDone, report and the like. */
  | {
      readonly type: 'environment.telemetry';
      readonly environment: ObservedEnvironment;
      readonly event: TelemetryEvent;
    }
  /** A line of a function's log. */
  | { readonly type: 'log.line'; readonly functionName: string; readonly line: string }
  | { readonly type: 'invocation.started'; readonly invocation: ObservedInvocation }
  | {
      readonly type: 'invocation.ended';
      readonly invocation: ObservedInvocation;
      readonly outcome: ObservedOutcome;
      /** From `invocation.started` on. */
      readonly durationMs: number;
    }
  /** A function URL has answered a request; `durationMs` until its last byte. */
  | {
      readonly type: 'url.answered';
      readonly functionName: string;
      readonly qualifier: string | undefined;
      readonly status: number;
      readonly durationMs: number;
    }
  /** An event is on the disk: AsyncEventsReceived. */
  | { readonly type: 'async.accepted'; readonly functionName: string }
  /** An event that was accepted so long ago is given to the function, at every attempt: AsyncEventAge. */
  | { readonly type: 'async.invoked'; readonly functionName: string; readonly ageMs: number }
  /** AsyncEventsDropped, DeadLetterErrors, DestinationDeliveryFailures. */
  | {
      readonly type: 'async.dropped' | 'async.dead-letter-error' | 'async.destination-failure';
      readonly functionName: string;
    };
