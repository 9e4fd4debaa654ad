import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CgroupSupport, detectCgroups } from '../../../../service/environments/cgroup-detection.ts';
import { cpuV2, freezerV2, memoryV2 } from '../../../../service/environments/cgroup-v2.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

// The files of the kernel, in a tree of plain ones: this shows what is read and written, not what it does.

test('on a system with version 2 alone, groups are made where a group above hands on its controllers', async () => {
  const found = await detect({
    groups: '0::/user.slice/app.slice/terminal.scope\n',
    mounts: '30 23 0:26 / ROOT/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate',
    tree: {
      cgroup: { 'cgroup.controllers': 'cpuset cpu io memory pids', 'cgroup.subtree_control': 'cpu memory pids' },
      'cgroup/user.slice': { 'cgroup.type': 'domain', 'cgroup.subtree_control': 'cpu memory pids' },
      'cgroup/user.slice/app.slice': { 'cgroup.type': 'domain', 'cgroup.subtree_control': 'cpu memory pids' },
      'cgroup/user.slice/app.slice/terminal.scope': {
        'cgroup.type': 'domain',
        'cgroup.subtree_control': '',
        'cgroup.procs': '1\n2\n',
        'cgroup.freeze': '0',
      },
    },
  });
  const place = { version: 2, parent: 'ROOT/cgroup/user.slice/app.slice' };
  expect(found).toEqual({ cpu: place, memory: place, pids: place, freezer: place });
});

test('an empty group hands on the controllers that it has', async () => {
  const tree = {
    cgroup: { 'cgroup.type': 'domain', 'cgroup.controllers': 'memory', 'cgroup.subtree_control': '' },
    'cgroup/own': {
      'cgroup.type': 'domain',
      'cgroup.subtree_control': '',
      'cgroup.procs': '1\n',
      'cgroup.freeze': '0',
    },
  };
  await using folder = await fakeTree(tree);
  const facts = await writeFacts(folder.path, '0::/own\n', '30 23 0:26 / ROOT/cgroup rw - cgroup2 none rw');
  await detectCgroups('auto', facts);
  expect(readFileSync(join(folder.path, 'cgroup/cgroup.subtree_control'), 'utf8')).toBe('+memory');
});

test('a container sees its own part of the tree', async () => {
  const found = await detect({
    groups: '4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n0::/docker/abc\n',
    mounts: [
      '31 23 0:27 /docker/abc ROOT/memory rw - cgroup cgroup rw,memory',
      '32 23 0:28 /docker/abc ROOT/cpu rw - cgroup cgroup rw,cpu,cpuacct',
    ].join('\n'),
    tree: { memory: {}, cpu: {} },
  });
  expect(found).toEqual({
    cpu: { version: 1, parent: 'ROOT/cpu' },
    memory: { version: 1, parent: 'ROOT/memory' },
    notice: 'No writable cgroups for all limits: freezing by SIGSTOP.',
  });
});

test('the freezer of version 2 goes before that of version 1, which cannot kill what is frozen', async () => {
  const found = await detect({
    groups: '6:freezer:/own\n4:memory:/own\n0::/own\n',
    mounts: [
      '31 23 0:27 / ROOT/memory rw - cgroup cgroup rw,memory',
      '32 23 0:28 / ROOT/freezer rw - cgroup cgroup rw,freezer',
      '33 23 0:29 / ROOT/unified rw - cgroup2 cgroup2 rw',
    ].join('\n'),
    tree: {
      memory: {},
      'memory/own': {},
      freezer: {},
      'freezer/own': {},
      unified: {},
      'unified/own': { 'cgroup.type': 'domain', 'cgroup.procs': '1\n', 'cgroup.freeze': '0' },
    },
  });
  expect(found).toEqual({
    memory: { version: 1, parent: 'ROOT/memory/own' },
    freezer: { version: 2, parent: 'ROOT/unified/own' },
    notice: 'No writable cgroups for all limits: no CPU share.',
  });
});

test('a system without cgroups says in one line what is missing', async () => {
  expect(await detectCgroups('auto', { groups: '/nowhere', mounts: '/nowhere' })).toEqual({
    notice: 'No writable cgroups for all limits: no memory limit, no CPU share, freezing by SIGSTOP.',
  });
  expect(await detectCgroups('none')).toEqual({});
});

test('limits of version 2 are written as the kernel wants them', async () => {
  await using folder = await temporaryFolder({
    'memory.events': 'low 0\noom 2\noom_kill 1\noom_group_kill 1\n',
    'memory.stat': 'anon 4096\nfile 8192\nfile_mapped 1\n',
    'cgroup.events': 'populated 1\nfrozen 1\n',
  });
  const file = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
  const cpu = cpuV2(folder.path);
  cpu.set(2);
  expect(file('cpu.max')).toBe('40000 20000');
  cpu.set(undefined);
  expect(file('cpu.max')).toBe('max 20000');
  const memory = memoryV2(folder.path, 134_217_728);
  expect([file('memory.max'), file('memory.swap.max'), file('memory.oom.group')]).toEqual(['134217728', '0', '1']);
  expect(memory.killsAll).toBe(true);
  expect([memory.anonymousBytes(), memory.oomKills()]).toEqual([4096, 1]);
  const freezer = freezerV2(folder.path);
  freezer.freeze();
  expect(file('cgroup.freeze')).toBe('1');
  expect(freezer.isFrozen()).toBe(true);
  freezer.thaw();
  expect(file('cgroup.freeze')).toBe('0');
});

type Tree = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** `ROOT` in what goes in and comes out stands for the folder of the tree. */
async function detect(machine: { groups: string; mounts: string; tree: Tree }): Promise<CgroupSupport> {
  await using folder = await fakeTree(machine.tree);
  const facts = await writeFacts(folder.path, machine.groups, machine.mounts);
  return JSON.parse(JSON.stringify(await detectCgroups('auto', facts)).replaceAll(folder.path, 'ROOT'));
}

async function fakeTree(tree: Tree): ReturnType<typeof temporaryFolder> {
  const folder = await temporaryFolder();
  for (const [group, files] of Object.entries(tree)) {
    await mkdir(join(folder.path, group), { recursive: true });
    for (const [name, text] of Object.entries({ 'cgroup.procs': '', ...files })) {
      await writeFile(join(folder.path, group, name), text);
    }
  }
  return folder;
}

async function writeFacts(folder: string, groups: string, mounts: string): Promise<{ groups: string; mounts: string }> {
  const facts = { groups: join(folder, 'facts-groups'), mounts: join(folder, 'facts-mounts') };
  await writeFile(facts.groups, groups);
  await writeFile(facts.mounts, mounts.replaceAll('ROOT', folder));
  return facts;
}
