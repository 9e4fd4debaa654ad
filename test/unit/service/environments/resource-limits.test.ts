import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { type CgroupSupport, detectCgroups } from '../../../../service/environments/cgroup-detection.ts';
import { PreparedProcess } from '../../../../service/environments/prepared-process.ts';
import { findProcess } from '../../../../service/environments/process-table.ts';
import { createResourceGroup, type ResourceGroup } from '../../../../service/environments/resource-limits.ts';
import { createSandbox, detectSandbox, type Sandbox } from '../../../../service/environments/sandbox.ts';
import { sandboxFolders } from '../../../support/sandbox-folders.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const MIB = 2 ** 20;
const WITHOUT = 'SIGSTOP';
const COUNTS = 'while :; do echo >>"$COUNTER"; sleep 0.002; done';

const support = await detectCgroups('auto');
const bubblewrap = await detectSandbox('auto');
const withFreezerV1 = await firstVersion();

const freezers: readonly (readonly [string, CgroupSupport])[] = [
  ['what this machine has', support],
  ['the freezer of version 1', withFreezerV1.freezer === undefined ? {} : { freezer: withFreezerV1.freezer }],
  [WITHOUT, {}],
];

test.for(freezers)('frozen processes stand still and go on when thawed, by %s', async ([name, cgroups], context) => {
  needsFreezer(context, name, cgroups);
  // Shows that time goes on meanwhile.
  await using others = await sandboxFolders();
  await using free = await createResourceGroup({}, 'free', { memoryBytes: 256 * MIB });
  await using _beside = start(createSandbox({ kind: 'none' }, others), free, COUNTS);
  const countBeside = (): number => sizeOf(join(others.temporary, 'counter'));
  await using folders = await sandboxFolders();
  await using group = await createResourceGroup(cgroups, 'frozen', { memoryBytes: 256 * MIB });
  await using counting = start(createSandbox(bubblewrap, folders), group, COUNTS);
  const leaders = [counting.child.pid ?? 0];
  const count = (): number => sizeOf(join(folders.temporary, 'counter'));
  await expect.poll(count).toBeGreaterThan(2);
  for (let round = 0; round < 3; round += 1) {
    await group.freeze(leaders);
    const frozen = count();
    const before = countBeside();
    await expect.poll(countBeside).toBeGreaterThan(before + 10);
    expect(count(), name).toBe(frozen);
    await group.thaw(leaders);
    await expect.poll(count).toBeGreaterThan(frozen);
  }
});

test.for(freezers)('a frozen group is killed as any other, by %s', async ([name, cgroups], context) => {
  needsFreezer(context, name, cgroups);
  await using folders = await sandboxFolders();
  await using group = await createResourceGroup(cgroups, 'killed', { memoryBytes: 256 * MIB });
  const counting = start(createSandbox(bubblewrap, folders), group, COUNTS);
  const leaders = [counting.child.pid ?? 0];
  await expect.poll(() => sizeOf(join(folders.temporary, 'counter'))).toBeGreaterThan(2);
  await group.freeze(leaders);
  await group.killAll(leaders);
  expect(await counting.exited).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  expect(findProcess(leaders[0] ?? 0)).toBeUndefined();
});

test('a process that wants more memory than there is takes all others with it', async (context) => {
  needs(context, 'memory');
  await using folders = await sandboxFolders();
  await using group = await createResourceGroup(support, 'memory', { memoryBytes: 64 * MIB });
  const sandbox = createSandbox(bubblewrap, folders);
  await using bystander = start(sandbox, group, 'sleep 60');
  const allocate = `const kept = []; for (;;) kept.push(Buffer.alloc(${MIB}, 1));`;
  await using greedy = startProgram(sandbox, group, `${sandbox.inside.runtime}/bin/node`, ['-e', allocate]);
  expect(await greedy.exited).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  expect(await bystander.exited).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  expect(group.oomKilled()).toBe(true);
  expect(group.peakMemoryBytes([])).toBe(64 * MIB);
});

test('a child process that wants too much memory ends the whole environment', async (context) => {
  needs(context, 'memory');
  await using folders = await sandboxFolders();
  await using group = await createResourceGroup(support, 'child', { memoryBytes: 64 * MIB });
  // tail keeps all of a line that has no end.
  await using greedy = start(
    createSandbox(bubblewrap, folders),
    group,
    'tail -n 1 </dev/zero; echo survived; sleep 60',
  );
  expect(await greedy.exited).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  expect(group.oomKilled()).toBe(true);
});

test('files that were written do not count as memory that is in use', async (context) => {
  needs(context, 'memory');
  await using folders = await sandboxFolders();
  await using group = await createResourceGroup(support, 'files', { memoryBytes: 64 * MIB });
  const script = 'head -c 200M /dev/zero >/tmp/file && rm /tmp/file && echo written && sleep 60';
  const sandbox = createSandbox(bubblewrap, folders);
  await using writing = start(sandbox, group, sandbox.kind === 'none' ? 'echo written; sleep 60' : script);
  await new Promise((resolve) => writing.child.stdout?.once('data', resolve));
  const peak = group.peakMemoryBytes(sandbox.programPids(writing.child.pid ?? 0)) ?? 0;
  expect(group.oomKilled()).toBe(false);
  expect(peak).toBeGreaterThan(0.1 * MIB);
  expect(peak).toBeLessThan(32 * MIB);
});

test('a child process that has ended counts with what it had', async (context) => {
  needs(context, 'memory');
  await using folders = await sandboxFolders();
  await using group = await createResourceGroup(support, 'ended', { memoryBytes: 256 * MIB });
  const sandbox = createSandbox(bubblewrap, folders);
  const script = '(head -c 100M /dev/zero; sleep 1) | tail -n 1 >/dev/null; echo ended; sleep 60';
  await using program = start(sandbox, group, script);
  await new Promise((resolve) => program.child.stdout?.once('data', resolve));
  expect(group.peakMemoryBytes(sandbox.programPids(program.child.pid ?? 0))).toBeGreaterThan(90 * MIB);
});

test('the most memory that a living process had is known without cgroups as well', async () => {
  await using folders = await sandboxFolders();
  const sandbox = createSandbox({ kind: 'none' }, folders);
  await using group = await createResourceGroup({}, 'peak', { memoryBytes: 64 * MIB });
  expect(group.procsFiles).toEqual([]);
  const script = `let kept = Buffer.alloc(${50 * MIB}, 1); kept = undefined; console.log('up'); setTimeout(() => {}, 60000)`;
  await using program = startProgram(sandbox, group, process.execPath, ['-e', script]);
  await new Promise((resolve) => program.child.stdout?.once('data', resolve));
  expect(group.peakMemoryBytes(sandbox.programPids(program.child.pid ?? 0))).toBeGreaterThan(80 * MIB);
  expect(group.oomKilled()).toBe(false);
  group.setCpu(1);
  await group.killAll([program.child.pid ?? 0]);
  expect(await program.exited).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  expect(group.peakMemoryBytes([program.child.pid ?? 0])).toBeUndefined();
});

test.for([
  [2, '40000'],
  [1, '20000'],
  [128 / 1769, '1447'],
  [0.001, '1000'],
  [undefined, 'none'],
] as const)('a share of %s processors is a quota of %s microseconds', async ([vcpus, quota], context) => {
  needs(context, 'cpu');
  await using group = await createResourceGroup(support, 'cpu', { memoryBytes: 64 * MIB });
  group.setCpu(vcpus);
  expect(quotaOf(group)).toEqual([quota, '20000']);
});

test('memory and swap are limited', async (context) => {
  needs(context, 'memory');
  await using group = await createResourceGroup(support, 'limits', { memoryBytes: 128 * MIB });
  const isFirst = support.memory?.version === 1;
  expect(fileOf(group, isFirst ? 'memory.limit_in_bytes' : 'memory.max')).toBe(String(128 * MIB));
  // Kernels may count no swap. Version 1 counts memory with it.
  const swap = fileOf(group, isFirst ? 'memory.memsw.limit_in_bytes' : 'memory.swap.max');
  expect([undefined, isFirst ? String(128 * MIB) : '0']).toContain(swap);
});

test('the number of processes is limited', async (context) => {
  needs(context, 'pids');
  await using group = await createResourceGroup(support, 'pids', { memoryBytes: 128 * MIB });
  expect(fileOf(group, 'pids.max')).toBe('1024');
});

test('disposing of a group ends its processes and removes it, and can be done twice', async (context) => {
  needs(context, 'freezer');
  await using folders = await sandboxFolders();
  const group = await createResourceGroup(support, 'disposed', { memoryBytes: 256 * MIB });
  const program = start(createSandbox(bubblewrap, folders), group, 'setsid sleep 60 & sleep 60 & sleep 60');
  await expect.poll(() => readFileSync(group.procsFiles[0] ?? '', 'utf8').split('\n').length).toBeGreaterThan(3);
  await group.freeze([program.child.pid ?? 0]);
  await group[Symbol.asyncDispose]();
  await group[Symbol.asyncDispose]();
  expect(await program.exited).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  expect(group.procsFiles.filter((file) => existsSync(dirname(file)))).toEqual([]);
});

function start(sandbox: Sandbox, group: ResourceGroup, script: string): PreparedProcess {
  return startProgram(sandbox, group, '/bin/sh', ['-c', script]);
}

function startProgram(sandbox: Sandbox, cgroup: ResourceGroup, program: string, args: string[]): PreparedProcess {
  const variables = { PATH: '/usr/bin:/bin', COUNTER: join(sandbox.inside.temporary, 'counter') };
  const prepared = PreparedProcess.start(sandbox, { program, args, variables, cwd: '/', cgroup });
  prepared.release();
  return prepared;
}

function needs({ skip }: TestContext, limit: 'cpu' | 'memory' | 'pids' | 'freezer'): void {
  if (support[limit] === undefined) skip(support.notice ?? `this machine has no cgroups for ${limit}`);
}

function needsFreezer({ skip }: TestContext, name: string, { freezer, notice }: CgroupSupport): void {
  if (name !== WITHOUT && freezer === undefined) skip(notice ?? `this machine does not have ${name}`);
}

/** Quota and period, as either version has them; `none` is no limit. */
function quotaOf(group: ResourceGroup): readonly (string | undefined)[] {
  const found =
    support.cpu?.version === 1
      ? [fileOf(group, 'cpu.cfs_quota_us'), fileOf(group, 'cpu.cfs_period_us')]
      : (fileOf(group, 'cpu.max')?.split(' ') ?? []);
  return found.map((value) => (value === '-1' || value === 'max' ? 'none' : value));
}

function fileOf({ procsFiles }: ResourceGroup, name: string): string | undefined {
  const file = procsFiles.map((procs) => join(dirname(procs), name)).find((path) => existsSync(path));
  return file === undefined ? undefined : readFileSync(file, 'utf8').trim();
}

function sizeOf(file: string): number {
  return existsSync(file) ? readFileSync(file).length : 0;
}

/** The same machine as if it had no version 2. */
async function firstVersion(): Promise<CgroupSupport> {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  await using facts = await temporaryFolder({
    mounts: mounts.filter((line) => !line.includes('- cgroup2 ')).join('\n'),
  });
  return detectCgroups('auto', { groups: '/proc/self/cgroup', mounts: join(facts.path, 'mounts') });
}
