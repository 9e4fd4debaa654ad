import { expect, test } from 'vitest';
import { describeModel, readStorageModel } from '../../../../../bench/conditions/slow-storage/storage-model.ts';

test.each([
  [[], { latencyMs: 0.7, serial: false }, 'each read takes 0.7 ms, many at once'],
  [['0.5'], { latencyMs: 0.5, serial: false }, 'each read takes 0.5 ms, many at once'],
  [['1', 'serial'], { latencyMs: 1, serial: true }, 'each read takes 1 ms, one after the other'],
  [
    ['200MB/s', 'serial', '0'],
    { latencyMs: 0, serial: true, megabytesPerSecond: 200 },
    'each read takes 0 ms and its size at 200 MB/s, one after the other',
  ],
])('%j', (options, model, description) => {
  expect(readStorageModel(options)).toEqual(model);
  expect(describeModel(readStorageModel(options))).toBe(description);
});

test.each(['', '-1', '101', '1e3', '0MB/s', 'fast', '0.5ms'])('the option "%s" is refused', (option) => {
  expect(() => readStorageModel([option])).toThrow(/^--condition slow-storage:.* neither milliseconds/);
});
