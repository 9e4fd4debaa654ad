import { expect, test } from 'vitest';
import { traceHeader } from '../../../../service/environments/trace-header.ts';

const ROOT = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700';
const PARENT = 'Parent=9a9197af755a6419';
const OWN = /^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/;

test('an invocation without a trace gets one of its own, which nobody samples', () => {
  const before = Math.floor(Date.now() / 1000);
  const header = traceHeader();
  const after = Math.ceil(Date.now() / 1000);
  expect(header).toMatch(OWN);
  expect(traceHeader()).not.toBe(header);
  const seconds = Number.parseInt(header.slice('Root=1-'.length), 16);
  expect(seconds).toBeGreaterThanOrEqual(before);
  expect(seconds).toBeLessThanOrEqual(after);
});

test.each([
  [`${ROOT};${PARENT};Sampled=1`],
  [`${ROOT};${PARENT};Sampled=0`],
  [`${ROOT};${PARENT};Sampled=1;Lineage=a87bd80c:1`],
  [`${ROOT};${PARENT};Sampled=1;Grand-Parent=1;Not-Sampled=1`],
])('the trace of a caller goes on as it is: %s', (given) => {
  expect(traceHeader(given)).toBe(given);
});

test.each([
  ['a parent', `${ROOT};Sampled=1`, new RegExp(`^${ROOT};Parent=[\\da-f]{16};Sampled=1$`)],
  ['a parent that is one', `${ROOT};Parent=me;Sampled=1`, new RegExp(`^${ROOT};Parent=[\\da-f]{16};Sampled=1$`)],
  ['the decision', `${ROOT};${PARENT}`, new RegExp(`^${ROOT};${PARENT};Sampled=0$`)],
  ['a decision that is one', ` ${ROOT}; ${PARENT}; Sampled=?`, new RegExp(`^${ROOT};${PARENT};Sampled=0$`)],
  ['all but the root', `Self=1-2;${ROOT}`, new RegExp(`^${ROOT};Parent=[\\da-f]{16};Sampled=0;Self=1-2$`)],
])('what the header of a caller lacks is made: %s', (_what, given, complete) => {
  expect(traceHeader(given)).toMatch(complete);
});

test.each([
  ['nothing', ''],
  ['no root', `${PARENT};Sampled=1`],
  ['a root that is none', `Root=1-2-3;${PARENT};Sampled=1`],
  ['what no header can carry', `${ROOT};${PARENT};Sampled=1;Lineage=\u00fc`],
  ['more than anybody keeps', `${ROOT};${PARENT};Sampled=1;Lineage=${'a'.repeat(512)}`],
])('a header with %s begins a new trace', (_what, given) => {
  expect(traceHeader(given)).toMatch(OWN);
  expect(traceHeader(given)).not.toContain(ROOT);
});
