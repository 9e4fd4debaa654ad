import { expect, test } from 'vitest';
import { receivedTrace } from '../../../../service/environments/trace-header.ts';
import { functionConfig, type TracingMode } from '../../../../service/functions/function-config.ts';
import { answeredTrace, beginTrace, sampledTrace } from '../../../../service/tracing/invocation-trace.ts';
import { Sampler } from '../../../../service/tracing/sampler.ts';

const ROOT = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700';
const PARENT = 'Parent=9a9197af755a6419';
const OWN = 'Parent=[\\da-f]{16}';
const LINEAGE = 'Lineage=a87bd80c:1';

function traced(tracing: TracingMode) {
  return functionConfig({ name: 'traced', taskRoot: '/', handler: 'index.handler', tracing });
}

test.each<[TracingMode, string, string, string | undefined]>([
  // mode, what the caller sends, what the function gets, the parent of the service's segment where there is one
  ['Active', `${ROOT};${PARENT};Sampled=1`, `^${ROOT};(?!${PARENT})${OWN};Sampled=1$`, '9a9197af755a6419'],
  [
    'Active',
    `${ROOT};${PARENT};Sampled=1;${LINEAGE}`,
    `^${ROOT};(?!${PARENT})${OWN};Sampled=1;${LINEAGE}$`,
    '9a9197af755a6419',
  ],
  ['Active', `${ROOT};${PARENT};Sampled=0;${LINEAGE}`, `^${ROOT};(?!${PARENT})${OWN};Sampled=0;${LINEAGE}$`, undefined],
  ['Active', `${ROOT};${PARENT}`, `^${ROOT};(?!${PARENT})${OWN};Sampled=1$`, '9a9197af755a6419'],
  ['Active', `${ROOT};${LINEAGE}`, `^${ROOT};${OWN};Sampled=1;${LINEAGE}$`, 'none'],
  ['Active', `${ROOT};Sampled=?`, `^${ROOT};${OWN};Sampled=1$`, 'none'],
  ['Active', '', `^Root=1-[\\da-f]{8}-[\\da-f]{24};${OWN};Sampled=1$`, 'none'],
  ['PassThrough', `${ROOT};${PARENT};Sampled=1;${LINEAGE}`, `^${ROOT};${PARENT};Sampled=1;${LINEAGE}$`, undefined],
  ['PassThrough', `${ROOT};${PARENT};${LINEAGE}`, `^${ROOT};${PARENT};Sampled=0;${LINEAGE}$`, undefined],
  ['PassThrough', '', `^Root=1-[\\da-f]{8}-[\\da-f]{24};${OWN};Sampled=0$`, undefined],
])('%s: of "%s" becomes %s', (mode, given, header, caller) => {
  const trace = beginTrace(traced(mode), receivedTrace(given), new Sampler());
  expect(trace.header).toMatch(new RegExp(header));
  const { functionId, callerId = 'none' } = trace.segments ?? {};
  expect(trace.segments === undefined ? undefined : callerId).toBe(caller);
  if (functionId !== undefined) expect(trace.header).toContain(`Parent=${functionId}`);
});

test('a decision is made once, and holds for all attempts', () => {
  const sampler = new Sampler({ now: () => 0, random: () => 1 });
  const first = sampledTrace(traced('Active'), `${ROOT};${LINEAGE}`, sampler);
  expect(first).toBe(`${ROOT};Sampled=1;${LINEAGE}`);
  expect(sampledTrace(traced('Active'), first, sampler)).toBe(first);
  expect(beginTrace(traced('Active'), first, sampler).header).toMatch(/;Sampled=1;/);
  const second = sampledTrace(traced('Active'), ROOT, sampler);
  expect(second).toBe(`${ROOT};Sampled=0`);
  expect(beginTrace(traced('Active'), second, sampler)).not.toHaveProperty('segments');
});

test('callers are told root and decision', () => {
  expect(answeredTrace(`${ROOT};${PARENT};Sampled=1;${LINEAGE}`)).toBe(`${ROOT};Sampled=1`);
});
