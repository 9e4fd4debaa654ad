import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { readImagePlan } from '../../../../layer/image/image-plan.ts';

test.each([
  [[], 'snapboot:24-arm64'],
  [['--node', '26'], 'snapboot:26-arm64'],
  [['--tag', 'team/snapboot'], 'team/snapboot:24-arm64'],
  [['--tag', 'snapboot:1.2.3'], 'snapboot:1.2.3-arm64'],
  [['--tag', 'localhost:5000/snapboot'], 'localhost:5000/snapboot:24-arm64'],
  [['--tag', 'localhost:5000/team/snap_boot:next'], 'localhost:5000/team/snap_boot:next-arm64'],
])('%j names the image %s', (args, name) => {
  expect(readImagePlan([...args, '--arch', 'arm64']).images.map((image) => image.name)).toEqual([name]);
});

test('all architectures are an image each, with a tag and a folder of its own', () => {
  const { images } = readImagePlan(['--arch', 'all', '--node', '26']);
  expect(images.map(({ name, platform, layer }) => [name, platform, basename(layer.outputFolder)])).toEqual([
    ['snapboot:26-x86_64', 'amd64', 'amd64-node26'],
    ['snapboot:26-arm64', 'arm64', 'arm64-node26'],
  ]);
});

test("AWS's image is the base unless another is named", () => {
  expect(readImagePlan([]).images[0]?.base).toBe('public.ecr.aws/lambda/provided:al2023');
  expect(readImagePlan(['--base', 'mirror/provided:al2023']).images[0]?.base).toBe('mirror/provided:al2023');
});

test.each([[''], ['snapboot:'], ['Snapboot'], ['a b'], ['snapboot@sha256:0'], ['/snapboot'], ['snapboot/']])(
  'an image cannot be named %j',
  (name) => {
    expect(() => readImagePlan(['--tag', name])).toThrow(`--tag ${name}: an image is named like snapboot or `);
  },
);
