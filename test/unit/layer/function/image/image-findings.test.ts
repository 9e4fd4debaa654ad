import { expect, test } from 'vitest';
import { judgeImage } from '../../../../../layer/function/image/image-findings.ts';
import type { ImageFinding } from '../../../../../layer/process-image/take-image.ts';

function drawnBy(file: string, what: string): { readonly findings: readonly ImageFinding[] } {
  return { findings: [{ kind: 'random', what, stack: [`/var/task/${file}:5:1`] }] };
}

test.for([
  'node_modules/brace-expansion/index.js',
  'node_modules/glob/node_modules/brace-expansion/index.js',
  'node_modules/avvio/lib/time-tree.js',
])('what a package that is known to do no harm draws with Math.random may be in an image: %s', (file) => {
  expect(judgeImage(drawnBy(file, 'draws Math.random()'), undefined, [])).toEqual([]);
});

test.for([
  ['node_modules/brace-expansion/index.js', 'draws crypto.randomUUID()', 'brace-expansion'],
  ['node_modules/toString/index.js', 'draws Math.random()', 'toString'],
  ['brace-expansion/index.js', 'draws Math.random()', '.'],
] as const)('what others draw, or it draws otherwise, may not: %s %s', ([file, what, name]) => {
  expect(() => judgeImage(drawnBy(file, what), undefined, [])).toThrow(`--allow-random ${name} allows it`);
  expect(judgeImage(drawnBy(file, what), undefined, [name])).toEqual([]);
});
