import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { createSandbox, detectSandbox, type Sandbox } from '../../../../service/environments/sandbox.ts';
import { type OwnFolders, sandboxFolders } from '../../../support/sandbox-folders.ts';
import { runScript } from '../../../support/sandboxed-run.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const support = await detectSandbox('auto');

// Whatever else is tested here is passed over without a sandbox.
test('there is a sandbox on a machine where bubblewrap works', async (context) => {
  const spaces = ['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts'];
  const own = [...spaces, '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev'];
  const { error } = spawnSync('bwrap', ['--version']);
  if (error !== undefined) context.skip('this machine has no bubblewrap');
  const { status, stderr } = spawnSync('bwrap', [...own, '/bin/sh', '-c', ':'], { encoding: 'utf8' });
  if (status !== 0) context.skip(`bubblewrap does not work here: ${stderr}`);
  expect(support).toMatchObject({ kind: 'bubblewrap' });
});

test('the folders are where Lambda has them, and what the function writes to /tmp stays', async (context) => {
  await using folders = await sandboxFolders({ 'data.txt': 'of the function' });
  const sandbox = bubblewrap(context, folders);
  expect(sandbox.inside).toEqual({
    taskRoot: '/var/task',
    layers: '/opt',
    runtime: '/var/runtime',
    temporary: '/tmp',
  });
  const { output } = await runScript(
    sandbox,
    'cat /var/task/data.txt; ls -d /opt /var/runtime/bin; echo kept >/tmp/file',
  );
  expect(output).toBe('of the function/opt\n/var/runtime/bin\n');
  expect(readFileSync(join(folders.temporary, 'file'), 'utf8')).toBe('kept\n');
});

test('everything but /tmp is read-only', async (context) => {
  await using folders = await sandboxFolders();
  const sandbox = bubblewrap(context, folders);
  for (const place of ['/', '/var/task', '/opt', '/var/runtime', '/var', '/usr', '/etc', '/etc/ssl/certs', '/dev']) {
    const { errors } = await runScript(sandbox, `touch ${place}/written`);
    expect(errors).toContain('Read-only file system');
  }
  expect((await runScript(sandbox, 'touch /dev/shm/written')).errors).toContain('Read-only file system');
});

test('a parameter of the kernel cannot be set, even if root started the service', async (context) => {
  await using folders = await sandboxFolders();
  const { errors } = await runScript(bubblewrap(context, folders), 'echo 1 >/proc/sys/vm/drop_caches');
  expect(errors).toContain('Read-only file system');
});

test('a program is not root, has no capabilities, and can get none', async (context) => {
  await using folders = await sandboxFolders();
  const { output } = await runScript(
    bubblewrap(context, folders),
    'id -u; id -g; id -un; grep -E "^(Cap|NoNewPrivs)" /proc/self/status',
  );
  const [uid, gid, name, ...status] = output.trim().split('\n');
  expect([uid, gid, name]).toEqual(['993', '990', 'sbx_user1051']);
  expect(status.map((line) => line.split(/:\s*/))).toEqual([
    ['CapInh', '0000000000000000'],
    ['CapPrm', '0000000000000000'],
    ['CapEff', '0000000000000000'],
    ['CapBnd', '0000000000000000'],
    ['CapAmb', '0000000000000000'],
    ['NoNewPrivs', '1'],
  ]);
});

test('a program sees only the processes of its sandbox', async (context) => {
  await using folders = await sandboxFolders();
  const { output } = await runScript(bubblewrap(context, folders), 'echo $$; echo /proc/[0-9]*');
  expect(output).toBe('2\n/proc/1 /proc/2\n');
});

test('nothing of the machine is there but programs and a few settings', async (context) => {
  await using folders = await sandboxFolders();
  const { output } = await runScript(bubblewrap(context, folders), 'ls -A /; ls -A /var /home /root /tmp /sys /run');
  expect(output.split('\n').filter((line) => /^(home|root|run|sys|mnt|srv|boot|media|work)$/.test(line))).toEqual([]);
  expect(output).toContain('/var:\nruntime\ntask\n');
});

test('files of other functions and of the user are out of reach', async (context) => {
  await using other = await sandboxFolders({ 'secret.txt': 'not yours' });
  await using folders = await sandboxFolders();
  writeFileSync(join(other.temporary, 'secret.txt'), 'not yours');
  const places = [join(other.taskRoot, 'secret.txt'), join(other.temporary, 'secret.txt'), homedir(), '/etc/shadow'];
  const { output } = await runScript(
    bubblewrap(context, folders),
    `cat /proc/1/root/etc/shadow; ls ${places.join(' ')}`,
  );
  expect(output).toBe('');
});

test('a link out of the function leads nowhere', async (context) => {
  await using secret = await temporaryFolder({ 'secret.txt': 'not yours' });
  await using folders = await sandboxFolders();
  const { output, errors } = await runScript(
    bubblewrap(context, folders),
    `ln -s ${secret.path}/secret.txt /tmp/link; cat /tmp/link`,
  );
  expect(output).toBe('');
  expect(errors).toContain('No such file');
});

test('the names of this machine and of the sandbox resolve', async (context) => {
  await using folders = await sandboxFolders();
  const script = [
    "import { lookup } from 'node:dns/promises'; import { hostname, userInfo } from 'node:os';",
    "const names = await Promise.all(['sandbox.localdomain', 'localhost'].map((name) => lookup(name, 4)));",
    'console.log(JSON.stringify({ names: names.map(({ address }) => address), host: hostname(), user: userInfo() }));',
  ].join('');
  const { output, errors } = await runScript(
    bubblewrap(context, folders),
    `exec /var/runtime/bin/node --input-type=module -e "${script}"`,
  );
  expect(errors).toBe('');
  expect(JSON.parse(output)).toMatchObject({
    names: ['127.0.0.1', '127.0.0.1'],
    host: hostname(),
    user: { uid: 993, gid: 990, username: 'sbx_user1051' },
  });
});

test('users, groups, the sources of names and the time zone are those of Lambda', async (context) => {
  await using folders = await sandboxFolders();
  const script = 'cd /etc; cat passwd group nsswitch.conf; readlink localtime; id -gn; ls passwd group os-release';
  const { output, errors } = await runScript(bubblewrap(context, folders), script);
  expect(errors).toBe('');
  expect(output.trim().split('\n')).toEqual([
    'root:x:0:0:root:/root:/sbin/nologin',
    'sbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin',
    'nobody:x:65534:65534:nobody:/:/sbin/nologin',
    'root:x:0:',
    'sbx_user1051:x:990:',
    'nogroup:x:65534:',
    ...['passwd: files', 'group: files', 'hosts: files dns', 'networks: files', 'protocols: files', 'services: files'],
    '/usr/share/zoneinfo/UTC',
    'sbx_user1051',
    ...['group', 'os-release', 'passwd'],
  ]);
});

test('certificates of the machine are there, its private keys are not', async (context) => {
  await using folders = await sandboxFolders();
  const sandbox = bubblewrap(context, folders);
  expect((await runScript(sandbox, 'ls /etc/ssl/private /etc/ssh /etc/gshadow')).output).toBe('');
});

test.each([
  ['exit 0', { kind: 'exited', status: 0 }],
  ['exit 1', { kind: 'exited', status: 1 }],
  ['exit 127', { kind: 'exited', status: 127 }],
  ['exit 255', { kind: 'exited', status: 255 }],
  ['kill -KILL $$', { kind: 'killed', signal: 'SIGKILL' }],
  ['kill -TERM $$', { kind: 'killed', signal: 'SIGTERM' }],
  ['kill -SEGV $$', { kind: 'killed', signal: 'SIGSEGV' }],
  ['kill -ABRT $$', { kind: 'killed', signal: 'SIGABRT' }],
])('a program that ends with "%s" in either sandbox', async (script, exit) => {
  await using folders = await sandboxFolders();
  for (const kind of [support, { kind: 'none' } as const]) {
    expect((await runScript(createSandbox(kind, folders), script)).exit).toEqual(exit);
  }
});

test('what a program leaves behind ends with it', async (context) => {
  await using folders = await sandboxFolders();
  const sandbox = bubblewrap(context, folders);
  const marker = `3${process.pid}.5`;
  await runScript(sandbox, `setsid sleep ${marker} >/dev/null 2>&1 & exit 0`);
  await expect.poll(() => commandLines().filter((line) => line.includes(marker))).toEqual([]);
});

test('without a sandbox, programs run in the folders of this machine', async () => {
  await using folders = await sandboxFolders({ 'data.txt': 'of the function' });
  const sandbox = createSandbox(await detectSandbox('none'), folders);
  expect(sandbox.kind).toBe('none');
  expect(sandbox.inside.taskRoot).toBe(folders.taskRoot);
  expect(sandbox.wrap('/bin/echo', ['a'])).toEqual(['/bin/echo', 'a']);
  expect((await runScript(sandbox, 'cat data.txt', { cwd: sandbox.inside.taskRoot })).output).toBe('of the function');
});

test('no sandbox is no surprise when it was asked for, and has a reason otherwise', async () => {
  expect(await detectSandbox('none')).toEqual({ kind: 'none' });
  const path = process.env.PATH;
  try {
    process.env.PATH = '/nowhere';
    expect(await detectSandbox('auto')).toEqual({
      kind: 'none',
      notice: expect.stringContaining('bubblewrap (bwrap) is not installed'),
    });
  } finally {
    process.env.PATH = path;
  }
});

function bubblewrap({ skip }: TestContext, folders: OwnFolders): Sandbox {
  if (support.kind === 'none') skip(support.notice);
  return createSandbox(support, folders);
}

function commandLines(): readonly string[] {
  return readdirNumbers().map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  });
}

function readdirNumbers(): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}
