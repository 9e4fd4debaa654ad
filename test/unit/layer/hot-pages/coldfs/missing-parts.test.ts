import { expect, test } from 'vitest';
import { buildColdfs } from '../../../../../layer/hot-pages/coldfs/build-coldfs.ts';
import { MountedColdfs } from '../../../../../layer/hot-pages/coldfs/mounted-coldfs.ts';

test('a machine that cannot mount it says why', async () => {
  expect(await MountedColdfs.mount('/bin/false', [], { latencyMs: 0, serial: false })).toEqual({
    reason: expect.stringContaining('it cannot be mounted: '),
  });
});

test('without the headers of libfuse it says what to install', async () => {
  expect(await buildColdfs('/no/such/folder')).toEqual({
    reason: expect.stringMatching(/Debian packages .*libfuse3-dev$/),
  });
});
