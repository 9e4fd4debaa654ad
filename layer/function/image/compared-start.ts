import type { BuiltLayer } from '../../build-layer.ts';
import type { SampleEvent, TrainingPlan } from '../compile/training-run.ts';
import { NO_EVENT } from '../function-trials.ts';

/** What is started: a function where it lies, on a layer. */
export interface StartedFunction {
  /** Absolute. */
  readonly taskRoot: string;
  readonly layer: Pick<BuiltLayer, 'folder' | 'bootstrap'>;
}

/** What a start shows, event by event, and what it writes to the log: without what differs between any two starts. */
export interface ComparedStart {
  readonly answers: readonly string[];
  readonly log: readonly string[];
}

/** Two of one function. */
export type TwoStarts = readonly [ComparedStart, ComparedStart];

/** Megabytes of a function that is compared. */
export const COMPARED_MEMORY_MB = 1769;

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const VARYING = [
  [/\(node:\d+\)/g, '(node)'],
  [/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID'],
] as const;

/** What it is asked: its sample events, or one with nothing in it. */
export function comparedEvents({ events }: TrainingPlan): readonly SampleEvent[] {
  return events.length === 0 ? [NO_EVENT] : events;
}

/** Without what differs from start to start, or from folder to folder. A time from before the start must not be there. */
export function comparable(text: string, folder: string, startedMs: number): string {
  const time = (found: string): string => (Date.parse(found) < startedMs ? found : 'TIME');
  const known = text.replaceAll(folder, 'FOLDER').replaceAll(TIME, time);
  return VARYING.reduce((shorter, [pattern, name]) => shorter.replaceAll(pattern, name), known);
}
