import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { detectCgroups } from '../../../../service/environments/cgroup-detection.ts';
import { createResourceGroup } from '../../../../service/environments/resource-limits.ts';
import { createSandbox, detectSandbox } from '../../../../service/environments/sandbox.ts';
import { TemporaryFolder } from '../../../../service/environments/temporary-folder.ts';
import { detectTemporaryStorage, type TemporaryStorage } from '../../../../service/environments/temporary-storage.ts';
import { sandboxFolders } from '../../../support/sandbox-folders.ts';
import { runScript } from '../../../support/sandboxed-run.ts';

const MIB = 2 ** 20;
const detected = await detectTemporaryStorage();
const mounted: readonly TemporaryStorage[] = [{ kind: 'image' }, { kind: 'tmpfs' }];

test.for(mounted)('there is no room beyond the size: $kind', async ({ kind }, context) => {
  needsMounts(context, kind);
  const support = await detectSandbox('auto');
  if (support.kind === 'none') context.skip(support.notice);
  await using folder = await TemporaryFolder.create({ storage: { kind }, megabytes: 512 });
  const room = statfsSync(folder.path);
  expect(room.bavail * room.bsize).toBeGreaterThanOrEqual(512 * MIB * 0.99);
  expect(room.bavail * room.bsize).toBeLessThan(512 * MIB * 1.02);
  // Reserved at once, not written: this is about the size and not about the disk.
  const script = 'fallocate -l 500M /tmp/most && echo most; fallocate -l 40M /tmp/more || echo full';
  await using folders = await sandboxFolders();
  const sandbox = createSandbox(support, { ...folders, temporary: folder.path });
  const { output, errors } = await runScript(sandbox, script, { variables: { LANG: 'C' } });
  expect(output).toBe('most\nfull\n');
  expect(errors).toContain('No space left on device');
});

test('the size is 512 MB where nothing is said of it', async (context) => {
  needsMounts(context, detected.kind);
  await using folder = await TemporaryFolder.create({ storage: detected });
  const room = statfsSync(folder.path);
  expect(room.bavail * room.bsize).toBeGreaterThanOrEqual(512 * MIB * 0.99);
  expect(room.bavail * room.bsize).toBeLessThan(512 * MIB * 1.02);
});

test('the largest size of Lambda is possible', async (context) => {
  needsMounts(context, detected.kind);
  await using folder = await TemporaryFolder.create({ storage: detected, megabytes: 10_240 });
  const room = statfsSync(folder.path);
  expect(room.bavail * room.bsize).toBeGreaterThanOrEqual(10_240 * MIB * 0.99);
});

test('what is written there is not memory of the function', async (context) => {
  const cgroups = await detectCgroups('auto');
  const support = await detectSandbox('auto');
  if (detected.kind !== 'image' || cgroups.memory === undefined || support.kind === 'none') {
    return context.skip(detected.notice ?? cgroups.notice ?? support.notice);
  }
  await using folder = await TemporaryFolder.create({ storage: detected });
  await using folders = await sandboxFolders();
  await using cgroup = await createResourceGroup(cgroups, 'writes', { memoryBytes: 64 * MIB });
  const sandbox = createSandbox(support, { ...folders, temporary: folder.path });
  const { output } = await runScript(sandbox, 'head -c 150M /dev/zero >/tmp/file && echo written', { cgroup });
  expect(output).toBe('written\n');
  expect(cgroup.oomKilled()).toBe(false);
});

test.for([...mounted, { kind: 'folder' } as const])(
  'a new one is empty and private, and is gone in the end: $kind',
  async ({ kind }, context) => {
    if (kind !== 'folder') needsMounts(context, kind);
    const folder = await TemporaryFolder.create({ storage: { kind } });
    expect(readdirSync(folder.path)).toEqual([]);
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
    await writeFile(join(folder.path, 'file'), 'text');
    await folder[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
    expect(existsSync(join(folder.path, '..'))).toBe(false);
    expect(mountInfo()).not.toContain(folder.path);
  },
);

test.for(mounted)('a file that is still open does not keep it there: $kind', async ({ kind }, context) => {
  needsMounts(context, kind);
  const folder = await TemporaryFolder.create({ storage: { kind } });
  const file = await open(join(folder.path, 'file'), 'w');
  await folder[Symbol.asyncDispose]();
  expect(mountInfo()).not.toContain(folder.path);
  expect(existsSync(join(folder.path, '..'))).toBe(false);
  await file.close();
});

test('what is not limited is said in one line', () => {
  if (detected.kind === 'image') expect(detected.notice).toBeUndefined();
  else expect(detected.notice).toMatch(/^[^\n]+\.$/);
});

/** Who can mount an image can mount everything. */
function needsMounts({ skip }: TestContext, kind: TemporaryStorage['kind']): void {
  if (detected.kind === 'folder' || (detected.kind === 'tmpfs' && kind === 'image')) skip(detected.notice);
}

function mountInfo(): string {
  return readFileSync('/proc/self/mountinfo', 'utf8');
}
