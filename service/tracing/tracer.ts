import type { TelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import type { ObservedInvocation } from '../observation/service-event.ts';
import type { ServiceEvents, TimedServiceEvent } from '../observation/service-events.ts';
import { EnvironmentPhases } from './environment-phases.ts';
import { OpenTrace } from './open-trace.ts';
import { type SegmentDocument, segmentDocuments } from './segment-document.ts';

type ObservedPhase = Extract<TimedServiceEvent, { type: 'environment.phase' }>['phase'];

/** Takes each segment when its invocation is over; must be quick, and must not throw. */
export type SegmentListener = (segment: SegmentDocument) => void;

/** Makes segments of what happens in the service. */
export class Tracer implements Disposable {
  readonly #onSegment: SegmentListener;
  readonly #unsubscribe: () => void;
  readonly #open = new Map<ObservedInvocation, OpenTrace>();
  // By request: those that no environment has begun yet.
  readonly #waiting = new Map<string, OpenTrace>();
  // By environment: those that it has not finished yet.
  readonly #running = new Map<string, OpenTrace>();
  readonly #phases = new EnvironmentPhases();

  constructor(events: ServiceEvents, onSegment: SegmentListener) {
    this.#onSegment = onSegment;
    this.#unsubscribe = events.on((event) => this.#observe(event));
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
  }

  #observe(event: TimedServiceEvent): void {
    const { type, timeMs } = event;
    if (type === 'invocation.started') this.#started(event.invocation, timeMs);
    else if (type === 'invocation.ended') this.#ended(event);
    else if (type === 'environment.telemetry') this.#observeEnvironment(event.environment.id, event.event, timeMs);
    else if (type === 'environment.phase' && isOver(event.phase)) this.#gone(event.environment.id, timeMs);
  }

  #started(invocation: ObservedInvocation, timeMs: number): void {
    if (invocation.segments === undefined) return;
    const trace = new OpenTrace(invocation, invocation.segments, timeMs);
    this.#open.set(invocation, trace);
    this.#waiting.set(invocation.requestId, trace);
  }

  #ended({ invocation, outcome, timeMs }: Extract<TimedServiceEvent, { type: 'invocation.ended' }>): void {
    const trace = this.#open.get(invocation);
    if (trace === undefined) return;
    this.#open.delete(invocation);
    // Where nothing has run, and it comes to an end here; an event keeps its id when it is tried again.
    if (this.#waiting.get(invocation.requestId) === trace) this.#waiting.delete(invocation.requestId);
    trace.ended(outcome, timeMs);
    this.#tell(trace);
  }

  #observeEnvironment(environment: string, event: TelemetryEvent, timeMs: number): void {
    switch (event.type) {
      case 'platform.start':
        this.#begin(environment, event.record.requestId, timeMs);
        return;
      case 'platform.runtimeDone': {
        const overhead = event.record.spans?.find(({ name }) => name === 'runtimeOverhead');
        if (overhead !== undefined) this.#running.get(environment)?.answered(timeMs - overhead.durationMs);
        return;
      }
      case 'platform.report':
        this.#finish(environment, timeMs);
        return;
      default:
        this.#phases.observe(environment, event, timeMs);
    }
  }

  #begin(environment: string, requestId: string, timeMs: number): void {
    const before = this.#phases.take(environment);
    const trace = this.#waiting.get(requestId);
    if (trace === undefined) return;
    this.#waiting.delete(requestId);
    this.#running.set(environment, trace);
    trace.invoked(timeMs, before);
  }

  #gone(environment: string, timeMs: number): void {
    this.#phases.take(environment);
    this.#finish(environment, timeMs);
  }

  #finish(environment: string, timeMs: number): void {
    const trace = this.#running.get(environment);
    if (trace === undefined) return;
    this.#running.delete(environment);
    trace.done(timeMs);
    this.#tell(trace);
  }

  #tell(trace: OpenTrace): void {
    const traced = trace.finished;
    if (traced === undefined) return;
    for (const segment of segmentDocuments(traced)) this.#onSegment(segment);
  }
}

function isOver(phase: ObservedPhase): boolean {
  return phase === 'stopped' || phase === 'discarded';
}
