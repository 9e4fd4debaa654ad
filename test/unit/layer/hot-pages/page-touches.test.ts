import { expect, test } from 'vitest';
import type { HotFile } from '../../../../layer/hot-pages/hot-pages.ts';
import { joinTouches, pickTouches, touchesOf } from '../../../../layer/hot-pages/page-touches.ts';

const NODE = { place: 'layer', name: 'bin/node', bytes: 100_000 } as const;
const HANDLER = { place: 'task', name: 'index.js', bytes: 30 } as const;
const FILES = new Map<string, HotFile>([
  ['/opt/bin/node', NODE],
  ['/var/task/index.js', HANDLER],
]);

test('each page is there once, where it was read first', () => {
  const reads = [
    { path: '/opt/bin/node', offset: 8192, bytes: 4096 },
    { path: '/var/task/index.js', offset: 0, bytes: 30 },
    { path: '/opt/bin/node', offset: 4096, bytes: 8193 },
  ];
  expect(touchesOf(reads, FILES)).toEqual({
    files: [NODE, HANDLER],
    touches: [
      { file: 0, page: 2 },
      { file: 1, page: 0 },
      { file: 0, page: 1 },
      { file: 0, page: 3 },
    ],
  });
});

test('what nobody can read ahead is left out', () => {
  const reads = [{ path: '/etc/passwd', offset: 0, bytes: 4096 }];
  expect(touchesOf(reads, FILES)).toEqual({ files: [], touches: [] });
});

test('files whose touches are not wanted are left out with them', () => {
  const touches = {
    files: [HANDLER, NODE],
    touches: [
      { file: 0, page: 0 },
      { file: 1, page: 3 },
    ],
  };
  expect(pickTouches(touches, ({ place }) => place === 'layer')).toEqual({
    files: [NODE],
    touches: [{ file: 0, page: 3 }],
  });
});

test('of a second start only what the first has not touched is added, behind it', () => {
  const first = { files: [NODE], touches: [{ file: 0, page: 3 }] };
  const second = {
    files: [HANDLER, NODE],
    touches: [
      { file: 0, page: 0 },
      { file: 1, page: 3 },
      { file: 1, page: 4 },
    ],
  };
  expect(joinTouches(first, second)).toEqual({
    files: [NODE, HANDLER],
    touches: [
      { file: 0, page: 3 },
      { file: 1, page: 0 },
      { file: 0, page: 4 },
    ],
  });
});
