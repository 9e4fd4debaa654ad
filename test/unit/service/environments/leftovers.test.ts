import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cleanLeftovers } from '../../../../service/environments/leftovers.ts';
import { findProcess } from '../../../../service/environments/process-table.ts';
import { stateFolder } from '../../../../service/state-folder.ts';
import { useOwnStateFolder } from '../../../support/own-state-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const fixture = fileURLToPath(new URL('../../../fixtures/services/holds-everything.ts', import.meta.url));
const stateOfTests = useOwnStateFolder();

test('what a killed service has left is removed, and nothing of one that lives', async ({ skip }) => {
  skip(process.getuid?.() !== 0, 'only root may mount and make groups, which are part of what is left');
  await using living = await startService();
  await using killed = await startService();
  expect(leftOf(killed.held)).toEqual(leftOf(killed.held).filter(Boolean));
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  expect(remains(killed.held).length).toBeGreaterThan(0);
  await cleanLeftovers();
  await expect.poll(() => remains(killed.held)).toEqual([]);
  expect(leftOf(living.held).every(Boolean)).toBe(true);
  expect(mountInfo()).toContain(living.held.service);
});

test('a service that ends of its own accord leaves nothing', async () => {
  await using service = await startService();
  service.child.kill('SIGTERM');
  await once(service.child, 'exit');
  await expect.poll(() => remains(service.held)).toEqual([]);
});

test('a process that has got the id of a service that is gone is not that service', async () => {
  const [namespace] = nameOf((await startedAndEnded()).service);
  const folder = stateFolder('services', `${namespace}-${process.pid}-1`);
  await cleanLeftovers();
  expect(existsSync(folder)).toBe(false);
});

test('a process that has got the id of one that a service had is left alone', async () => {
  const [namespace] = nameOf((await startedAndEnded()).service);
  const bystander = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  const folder = stateFolder('services', `${namespace}-${process.pid}-1`, 'processes');
  mkdirSync(join(folder, `${bystander.pid}-1`));
  await cleanLeftovers();
  expect(existsSync(folder)).toBe(false);
  expect(findProcess(bystander.pid ?? 0)).toBeDefined();
  bystander.kill('SIGKILL');
});

test('what has lost its parent and its session is found by its temporary folder', async () => {
  const [namespace] = nameOf((await startedAndEnded()).service);
  const folder = stateFolder('services', `${namespace}-${process.pid}-1`);
  const start = (TMPDIR: string): ChildProcess =>
    spawn('sleep', ['60'], { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH, TMPDIR } });
  const stray = start(join(folder, 'temporary/environment-1/tmp'));
  const bystander = start(`${folder}0`);
  await Promise.all([once(stray, 'spawn'), once(bystander, 'spawn')]);
  await cleanLeftovers();
  await expect.poll(() => findProcess(stray.pid ?? 0)).toBeUndefined();
  expect(findProcess(bystander.pid ?? 0)).toBeDefined();
  bystander.kill('SIGKILL');
});

test('services of another PID namespace may live, whoever has their ids here', async () => {
  const folder = stateFolder('services', `1-${process.pid}-1`);
  await cleanLeftovers();
  expect(existsSync(folder)).toBe(true);
});

test('the state folder is private, and never one that others may write to', async () => {
  expect(statSync(stateFolder()).mode & 0o777).toBe(0o700);
  await using other = await temporaryFolder();
  process.env.TMPDIR = other.path;
  try {
    const name = basename(dirname(stateFolder('services')));
    chmodSync(join(other.path, name), 0o755);
    expect(() => stateFolder()).toThrow(/not a folder of this user alone/);
    await using link = await temporaryFolder();
    symlinkSync(stateOfTests().path, join(link.path, name));
    process.env.TMPDIR = link.path;
    expect(() => stateFolder()).toThrow(/not a folder of this user alone/);
  } finally {
    process.env.TMPDIR = stateOfTests().path;
  }
});

interface Held {
  readonly service: string;
  readonly temporary: string;
  readonly groups: readonly string[];
  readonly processes: readonly number[];
}

interface Service extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly held: Held;
}

async function startService(): Promise<Service> {
  const child = spawn(process.execPath, [fixture], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = await once(child.stdout, 'data');
  return {
    child,
    held: JSON.parse(String(chunk)),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function startedAndEnded(): Promise<Held> {
  await using service = await startService();
  return service.held;
}

function nameOf(service: string): readonly string[] {
  return basename(service).split('-');
}

/** Whether each of the things is there. */
function leftOf({ service, temporary, groups, processes }: Held): readonly boolean[] {
  const alive = processes.map((pid) => findProcess(pid) !== undefined);
  return [...[service, temporary, ...groups].map((path) => existsSync(path)), ...alive];
}

function remains(held: Held): readonly unknown[] {
  const paths = [held.service, held.temporary, ...held.groups].filter((path) => existsSync(path));
  const alive = held.processes.filter((pid) => findProcess(pid) !== undefined);
  return [
    ...paths,
    ...alive,
    ...mountInfo()
      .split('\n')
      .filter((line) => line.includes(held.service)),
  ];
}

function mountInfo(): string {
  return readFileSync('/proc/self/mountinfo', 'utf8');
}
