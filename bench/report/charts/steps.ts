import type { StepName } from './chart.ts';

/** What each part of a start is called, in their order. */
export const STEPS: Readonly<Record<StepName, string>> = {
  process: 'spawn → V8',
  node: 'V8 → Node.js',
  runtime: 'Node.js → runtime',
  handler: 'runtime → handler',
  ask: 'handler → first next',
  init: 'spawn → first next, not divided',
  response: 'event → first response',
  next: 'response → next',
};
