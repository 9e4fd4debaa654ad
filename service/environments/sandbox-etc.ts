import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stateFolder } from '../state-folder.ts';
import { serviceFolder } from './service-folder.ts';

/** Id of the user that a function is inside. */
export const SANDBOX_USER = 993;
/** Id of its group. */
export const SANDBOX_GROUP = 990;

const LOCALHOST = '127.0.0.1';

const OWN_FILES: Readonly<Record<string, string>> = {
  passwd: [
    'root:x:0:0:root:/root:/sbin/nologin',
    `sbx_user1051:x:${SANDBOX_USER}:${SANDBOX_GROUP}::/home/sbx_user1051:/sbin/nologin`,
    'nobody:x:65534:65534:nobody:/:/sbin/nologin\n',
  ].join('\n'),
  group: `root:x:0:\nsbx_user1051:x:${SANDBOX_GROUP}:\nnogroup:x:65534:\n`,
  'nsswitch.conf':
    'passwd: files\ngroup: files\nhosts: files dns\nnetworks: files\nprotocols: files\nservices: files\n',
};

// What shared libraries look for; none of it says anything about the user.
const COPIED_FILES = [
  'ld.so.cache',
  'ld.so.conf',
  'host.conf',
  'gai.conf',
  'networks',
  'protocols',
  'services',
  'os-release',
  'ssl/openssl.cnf',
  'pki/tls/openssl.cnf',
];

// Certificates are many; name servers change while the service runs. /etc/ssl also holds private keys.
const MOUNTED = [
  'resolv.conf',
  'ssl/certs',
  'pki/tls/certs',
  'pki/ca-trust/extracted',
  'ca-certificates/extracted',
  'crypto-policies',
];

const OF_THE_NETWORK = ['resolv.conf'];

/** Whether a process in there finds the hosts and name servers of the machine, or has nobody to talk to. */
export type KnownHosts = 'as-here' | 'none';

type Entry = { readonly path: string } & ({ readonly content: Buffer } | { readonly target: string });

/** Files and folders of the machine's own `/etc` that are to be mounted over the one that `makeSandboxEtc` made. */
export function mountedEtc(hosts: KnownHosts = 'as-here'): readonly string[] {
  const names = MOUNTED.filter((name) => hosts === 'as-here' || !OF_THE_NETWORK.includes(name));
  return names.map((name) => join('/etc', name)).filter((path) => existsSync(path));
}

/** Makes what is `/etc` inside, or finds it: all environments share one. Returns its path. */
export async function makeSandboxEtc(hosts: KnownHosts = 'as-here'): Promise<string> {
  const entries = etcEntries(hosts);
  const mounted = mountedEtc(hosts);
  const folder = join(stateFolder(), `etc-${identityOf(entries, mounted)}`);
  if (existsSync(folder)) return folder;
  const draft = join(serviceFolder('drafts'), randomUUID());
  await mkdir(draft);
  await Promise.all(entries.map((entry) => writeEntry(draft, entry)));
  await Promise.all(mounted.map((path) => makeMountPoint(draft, path)));
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
  return folder;
}

/**
 * Writes an `/etc/hosts` for one environment alone.
 *
 * @param address what it calls `sandbox.localdomain`
 * @returns its path
 */
export async function writeHosts(address: string): Promise<string> {
  const file = join(serviceFolder('hosts'), address);
  await writeFile(file, hostsContent(address));
  return file;
}

function etcEntries(hosts: KnownHosts): readonly Entry[] {
  const copies = COPIED_FILES.map((path) => ({ path, content: readEtc(path) }));
  return [
    ...hostEntries(hosts),
    ...Object.entries(OWN_FILES).map(([path, text]) => ({ path, content: Buffer.from(text) })),
    ...copies.filter((entry): entry is { path: string; content: Buffer } => entry.content !== undefined),
    // Lambda has no other time zone.
    { path: 'localtime', target: '/usr/share/zoneinfo/UTC' },
    ...alternatives(),
  ];
}

function hostEntries(hosts: KnownHosts): readonly Entry[] {
  if (hosts === 'as-here') return [{ path: 'hosts', content: hostsContent(LOCALHOST) }];
  return [
    { path: 'hosts', content: ownHosts(LOCALHOST) },
    { path: 'resolv.conf', content: Buffer.from(`nameserver ${LOCALHOST}\n`) },
  ];
}

/** Telemetry subscribers give addresses with these names, and listen there. */
function ownHosts(sandbox: string): Buffer {
  return Buffer.from(`${LOCALHOST} localhost\n${sandbox} sandbox.localdomain sandbox\n`);
}

function hostsContent(sandbox: string): Buffer {
  return Buffer.concat([ownHosts(sandbox), readEtc('hosts') ?? Buffer.alloc(0)]);
}

/** On Debian, some commands of `/usr/bin` are links through here. */
function alternatives(): readonly Entry[] {
  const folder = '/etc/alternatives';
  if (!existsSync(folder)) return [];
  const links = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  return links.map(({ name }) => ({ path: `alternatives/${name}`, target: readlinkSync(join(folder, name)) }));
}

function identityOf(entries: readonly Entry[], mounted: readonly string[]): string {
  const hash = createHash('sha256').update(mounted.join('\n'));
  for (const entry of entries)
    hash.update(`\0${entry.path}\0`).update('target' in entry ? entry.target : entry.content);
  return hash.digest('hex').slice(0, 16);
}

function readEtc(path: string): Buffer | undefined {
  try {
    return readFileSync(join('/etc', path));
  } catch {
    return undefined;
  }
}

async function writeEntry(folder: string, entry: Entry): Promise<void> {
  const place = join(folder, entry.path);
  await mkdir(dirname(place), { recursive: true });
  if ('target' in entry) await symlink(entry.target, place);
  else await writeFile(place, entry.content);
}

async function makeMountPoint(folder: string, path: string): Promise<void> {
  const place = join(folder, path.slice('/etc/'.length));
  if (path === '/etc/resolv.conf') return writeFile(place, '');
  await mkdir(place, { recursive: true });
}
