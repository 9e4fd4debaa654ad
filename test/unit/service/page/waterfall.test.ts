import { expect, test } from 'vitest';
import { segmentsOf } from '../../../../service/page/client/waterfall.ts';
import type { PageInvocation } from '../../../../service/page/page-state.ts';

const STARTED: PageInvocation = {
  id: 1,
  requestId: 'r',
  functionName: 'f',
  version: '$LATEST',
  functionArn: 'arn',
  traceId: '',
  status: 'running',
  startedMs: 1000,
};

test('the parts of a cold invocation follow one another without gaps', () => {
  const cold = { kind: 'init', startMs: 1010, endMs: 1100 } as const;
  const known = { ...STARTED, cold, invokeMs: 1101, latencyMs: 20, responseMs: 5, runtimeDoneMs: 1127 };
  expect(parts({ ...known, reportMs: 1130, frozenMs: 1131, endedMs: 1126 }, 5000)).toEqual([
    'wait 10',
    'init 90',
    'wait 1',
    'invoke 20',
    'response 5',
    'overhead 1',
    'extensions 3',
    'freeze 1',
  ]);
});

test('what is still running grows', () => {
  expect(parts(STARTED, 1500)).toEqual(['wait 500']);
  expect(parts({ ...STARTED, invokeMs: 1001 }, 1500)).toEqual(['wait 1', 'invoke 499']);
});

test('one that never began has waited until its end', () => {
  expect(parts({ ...STARTED, status: 'throttled', endedMs: 1002 }, 9000)).toEqual(['wait 2']);
});

function parts(invocation: PageInvocation, nowMs: number): string[] {
  return segmentsOf(invocation, nowMs).map(({ name, startMs, endMs }) => `${name} ${endMs - startMs}`);
}
