import { expect, test } from 'vitest';
import { encodeLogFrame, LOG_LEVELS } from '../../../../runtime/protocol/log-frame.ts';

test('a frame is type, length and time in microseconds, then the message in UTF-8', () => {
  const frame = encodeLogFrame('INFO', false, 1_767_225_603_123, 'größe\n');
  expect(frame.toString('hex')).toBe(
    `${'a55a000f'}${'00000008'}${1_767_225_603_123_000n.toString(16).padStart(16, '0')}${Buffer.from('größe\n').toString('hex')}`,
  );
});

test('a frame may be empty', () => {
  expect(encodeLogFrame('INFO', false, 0, '').toString('hex')).toBe(`a55a000f${'0'.repeat(24)}`);
});

test.each([
  [false, ['a55a0007', 'a55a000b', 'a55a000f', 'a55a0013', 'a55a0017', 'a55a001b']],
  [true, ['a55a0006', 'a55a000a', 'a55a000e', 'a55a0012', 'a55a0016', 'a55a001a']],
])('each level has a type of its own: JSON %s', (json, types) => {
  expect(LOG_LEVELS.map((level) => encodeLogFrame(level, json, 0, '').toString('hex', 0, 4))).toEqual(types);
});
