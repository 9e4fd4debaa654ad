import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type ZipEntry, zipped } from '../../../layer/zip.ts';
import { repository } from '../../support/run-snapboot.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

// Workers and processes are started here.
// The larger ones are compressed by a worker of their own.
const random = new SeededRandom(7);
const ENTRIES: readonly ZipEntry[] = [
  { path: 'bootstrap', mode: 0o755, content: Buffer.from('#!/bin/sh\n') },
  { path: 'bin/node', mode: 0o755, content: Buffer.concat([random.bytes(100_000), Buffer.alloc(500_000)]) },
  { path: 'lib/empty', mode: 0o644, content: Buffer.alloc(0) },
  { path: 'snapboot/runtime.cjs', mode: 0o644, content: Buffer.from('text '.repeat(40_000)) },
];

test('the same files make the same bytes, in whatever order they come', async () => {
  const zip = await zipped(ENTRIES);
  expect(Buffer.compare(await zipped(ENTRIES), zip)).toBe(0);
  expect(Buffer.compare(await zipped(ENTRIES.toReversed()), zip)).toBe(0);
});

test('and in every time zone', () => {
  const script = `
    import { createHash } from 'node:crypto';
    import { zipped } from './layer/zip.ts';
    const zip = await zipped([{ path: 'bootstrap', mode: 0o755, content: Buffer.from('text') }]);
    process.stdout.write(createHash('sha256').update(zip).digest('hex'));`;
  const run = (zone: string): string =>
    execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      cwd: repository,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, TZ: zone },
    });
  const zones = ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu'];
  expect(new Set(zones.map(run)).size).toBe(1);
});
