import { expect, test } from 'vitest';
import { FunctionLane } from '../../../../service/async-invocations/function-lane.ts';

test('as many events run as are allowed at most', () => {
  const lane = laneWith(4);
  expect(lane.freeAt(0)).toBe(6);
  lane.end(1);
  expect(lane.freeAt(0)).toBe(7);
  expect([...lane.underWay]).toEqual([2, 3, 4]);
});

test('what runs when one more is refused is how many there is room for', () => {
  const lane = laneWith(4);
  lane.refused(4, 1000);
  lane.end(4);
  expect(lane.freeAt(0)).toBe(0);
  lane.end(3);
  expect(lane.freeAt(0)).toBe(1);
});

test('when none can run, all wait', () => {
  const lane = laneWith(2);
  lane.refused(1, 500);
  expect(lane.pausedUntilMs).toBe(0);
  lane.refused(2, 1000);
  lane.end(1);
  lane.end(2);
  expect(lane.pausedUntilMs).toBe(1000);
  expect([lane.freeAt(999), lane.freeAt(1000)]).toEqual([0, 1]);
});

test('with each success there is a little more room, up to what is allowed', () => {
  const lane = laneWith(3);
  lane.refused(3, 1000);
  for (const each of [1, 2, 3]) lane.end(each);
  const rooms = Array.from({ length: 200 }, () => {
    lane.succeeded();
    return lane.freeAt(0);
  });
  expect(rooms[0]).toBe(2);
  expect(rooms.at(-1)).toBe(10);
});

test('the time that was set last is the one at which it wakes', async () => {
  const lane = new FunctionLane('hello', 1);
  const woken: string[] = [];
  lane.wakeAt(10, 0, () => woken.push('first'));
  await new Promise<void>((resolve) => {
    lane.wakeAt(20, 0, () => {
      woken.push('second');
      resolve();
    });
  });
  lane.wakeAt(undefined, 0, () => woken.push('never'));
  expect(woken).toEqual(['second']);
});

function laneWith(underWay: number): FunctionLane {
  const lane = new FunctionLane('hello', 10);
  for (let sequence = 1; sequence <= underWay; sequence += 1) lane.begin(sequence);
  return lane;
}
