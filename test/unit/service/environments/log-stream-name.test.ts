import { expect, test } from 'vitest';
import { logStreamName } from '../../../../service/environments/log-stream-name.ts';

test('a log stream is named after the day in UTC and the version, and has a name of its own', () => {
  const names = ['$LATEST', '7'].map((version) => logStreamName(new Date('2026-01-31T23:59:59.999Z'), version));
  expect(names[0]).toMatch(/^2026\/01\/31\/\[\$LATEST\][0-9a-f]{32}$/);
  expect(names[1]).toMatch(/^2026\/01\/31\/\[7\][0-9a-f]{32}$/);
  expect(names[0]?.slice(-32)).not.toBe(names[1]?.slice(-32));
});
