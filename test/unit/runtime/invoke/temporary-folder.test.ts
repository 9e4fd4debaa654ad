import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TemporaryFolder } from '../../../../runtime/invoke/temporary-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const SOURCE = new URL('../../../../runtime/invoke/temporary-folder.ts', import.meta.url).href;
const OF_INIT = ['file', 'nested/deep/file'];

test('clean keeps what init has left, however deep, and removes the rest', async () => {
  await using place = await temporaryFolder();
  const { folder, warnings } = watch(place.path, true);
  folder.beginInit();
  leave(place.path, OF_INIT);
  folder.endInit();
  leave(place.path, ['new', 'nested/new', 'nested/deep/new', 'nested/other/new', 'fresh/deep/new', '.hidden']);
  folder.endInvocation();
  expect(content(place.path)).toEqual(['file', 'nested', 'nested/deep', 'nested/deep/file']);
  expect(warnings).toEqual([]);
});

test('clean does so after each invocation', async () => {
  await using place = await temporaryFolder();
  const { folder } = watch(place.path, true);
  folder.beginInit();
  folder.endInit();
  for (let invocation = 0; invocation < 3; invocation += 1) {
    leave(place.path, ['new', 'fresh/new']);
    folder.endInvocation();
    expect(content(place.path)).toEqual([]);
  }
});

test('clean leaves to the function what init has left: changed, or gone', async () => {
  await using place = await temporaryFolder();
  const { folder, warnings } = watch(place.path, true);
  folder.beginInit();
  leave(place.path, OF_INIT);
  folder.endInit();
  writeFileSync(join(place.path, 'file'), 'changed');
  rmSync(join(place.path, 'nested'), { recursive: true });
  folder.endInvocation();
  expect(readFileSync(join(place.path, 'file'), 'utf8')).toBe('changed');
  expect(content(place.path)).toEqual(['file']);
  expect(warnings).toEqual([]);
});

test('clean removes links, and nothing of what they lead to', async () => {
  await using elsewhere = await temporaryFolder({ 'precious/file': '' });
  await using place = await temporaryFolder();
  const { folder } = watch(place.path, true);
  folder.beginInit();
  symlinkSync(elsewhere.path, join(place.path, 'of-init'));
  folder.endInit();
  symlinkSync(elsewhere.path, join(place.path, 'new'));
  leave(elsewhere.path, ['precious/new']);
  folder.endInvocation();
  expect(readdirSync(place.path)).toEqual(['of-init']);
  expect(content(elsewhere.path)).toEqual(['precious', 'precious/file', 'precious/new']);
});

test('clean goes on where it cannot read a folder of init', async () => {
  await using place = await temporaryFolder();
  const { folder } = watch(place.path, true);
  folder.beginInit();
  leave(place.path, ['folder/file']);
  folder.endInit();
  // What was a folder is a file now.
  rmSync(join(place.path, 'folder'), { recursive: true });
  leave(place.path, ['folder', 'new']);
  folder.endInvocation();
  expect(content(place.path)).toEqual(['folder']);
});

// Root may read everything, so that this takes a process that gives up being root.
test('clean keeps all that init has left where a folder of it cannot be read, and still removes the rest', async () => {
  await using place = await temporaryFolder();
  const program = `
    import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
    import { TemporaryFolder } from ${JSON.stringify(SOURCE)};
    process.chdir(${JSON.stringify(place.path)});
    if (process.getuid() === 0) {
      chownSync('.', NOBODY, NOBODY);
      process.seteuid(NOBODY);
    }
    const folder = new TemporaryFolder(process.cwd(), true, () => {});
    folder.beginInit();
    writeFileSync('file', '');
    for (const name of ['locked', 'zone']) {
      mkdirSync(name);
      writeFileSync(name + '/file', '');
    }
    chmodSync('locked', 0);
    folder.endInit();
    writeFileSync('new', '');
    writeFileSync('zone/new', '');
    folder.endInvocation();
    chmodSync('locked', 0o755);`;
  execFileSync(process.execPath, ['--input-type=module', '-e', program.replaceAll('NOBODY', '65534')]);
  expect(content(place.path)).toEqual(['file', 'locked', 'locked/file', 'zone', 'zone/file']);
});

test('without clean everything stays', async () => {
  await using place = await temporaryFolder();
  const { folder } = watch(place.path, false);
  folder.beginInit();
  leave(place.path, OF_INIT);
  folder.endInit();
  leave(place.path, ['new']);
  folder.endInvocation();
  expect(content(place.path)).toContain('new');
});

test.each([true, false])('a folder that is not there costs one warning: clean %s', (clean) => {
  const { folder, warnings } = watch('/nowhere', clean);
  folder.beginInit();
  folder.endInit();
  folder.endInvocation();
  folder.endInvocation();
  expect(warnings).toEqual([expect.stringMatching(/^the temporary folder \/nowhere cannot be written to: ENOENT: /)]);
});

test('a folder that is there and empty costs none', async () => {
  await using place = await temporaryFolder();
  const { folder, warnings } = watch(place.path, true);
  folder.beginInit();
  folder.endInit();
  folder.endInvocation();
  expect(warnings).toEqual([]);
});

test('a folder that goes away costs a warning, not the function', async () => {
  await using place = await temporaryFolder();
  const { folder, warnings } = watch(place.path, true);
  folder.beginInit();
  folder.endInit();
  rmSync(place.path, { recursive: true });
  expect(() => folder.endInvocation()).not.toThrow();
  expect(warnings[0]).toMatch(/^the temporary folder: ENOENT: /);
});

test('what was there before the function was loaded is of others, with all that comes into it', async () => {
  await using place = await temporaryFolder({ 'agent/state': 'of an extension', log: 'of an extension' });
  const { folder } = watch(place.path, true);
  folder.beginInit();
  folder.endInit();
  folder.beginInvocation();
  leave(place.path, ['agent/new', 'new']);
  folder.endInvocation();
  expect(content(place.path)).toEqual(['agent', 'agent/new', 'agent/state', 'log']);
});

test('what appears while no invocation runs stays, as long as it is there', async () => {
  await using place = await temporaryFolder();
  const { folder } = watch(place.path, true);
  folder.beginInit();
  leave(place.path, ['of-init/file']);
  folder.endInit();
  for (const name of ['before-the-first', 'before-the-second']) {
    leave(place.path, [`${name}/file`, `of-init/${name}`]);
    folder.beginInvocation();
    leave(place.path, ['new', `${name}/new`, 'of-init/new']);
    folder.endInvocation();
    expect(content(place.path)).toContain(`${name}/new`);
    expect(content(place.path)).toContain(`of-init/${name}`);
    expect(content(place.path).filter((path) => /^(?:of-init\/)?new$/.test(path))).toEqual([]);
  }
  rmSync(join(place.path, 'before-the-first'), { recursive: true });
  folder.beginInvocation();
  leave(place.path, ['before-the-first/new']);
  folder.endInvocation();
  expect(content(place.path)).not.toContain('before-the-first');
});

test.skipIf(process.getuid?.() !== 0)(
  'what another user owns stays, and the folder that it is in (as root)',
  async () => {
    await using place = await temporaryFolder();
    const { folder, warnings } = watch(place.path, true);
    folder.beginInit();
    folder.endInit();
    folder.beginInvocation();
    leave(place.path, ['own', 'other', 'folder/other', 'folder/own']);
    for (const path of ['other', 'folder/other']) chownSync(join(place.path, path), 65_534, 65_534);
    folder.endInvocation();
    expect(content(place.path)).toEqual(['folder', 'folder/other', 'folder/own', 'other']);
    expect(warnings).toEqual([]);
  },
);

const refused = refusalOfMounts();

test.skipIf(refused !== undefined)(
  `a warning comes each time the folder gets nearly full${refused === undefined ? '' : ` (skipped: ${refused})`}`,
  async () => {
    await using place = await temporaryFolder();
    using _mounted = mountTinyFolder(place.path);
    const { folder, warnings } = watch(place.path, false);
    folder.endInvocation();
    writeFileSync(join(place.path, 'half'), Buffer.alloc(500_000));
    folder.endInvocation();
    expect(warnings).toEqual([]);
    writeFileSync(join(place.path, 'more'), Buffer.alloc(490_000));
    folder.endInvocation();
    folder.endInvocation();
    expect(warnings).toEqual([
      expect.stringMatching(new RegExp(`^the temporary folder ${place.path} is 9\\d % full$`)),
    ]);
    rmSync(join(place.path, 'half'));
    folder.endInvocation();
    writeFileSync(join(place.path, 'half'), Buffer.alloc(500_000));
    folder.endInvocation();
    expect(warnings).toHaveLength(2);
  },
);

function watch(path: string, clean: boolean): { folder: TemporaryFolder; warnings: string[] } {
  const warnings: string[] = [];
  return { folder: new TemporaryFolder(path, clean, (message) => warnings.push(message)), warnings };
}

function leave(root: string, files: readonly string[]): void {
  for (const file of files) {
    const path = join(root, file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
  }
}

function content(root: string): string[] {
  return readdirSync(root, { recursive: true }).map(String).sort();
}

function mountTinyFolder(path: string): Disposable {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'pipe' });
  return { [Symbol.dispose]: () => void execFileSync('umount', [path]) };
}

/** Why a small file system of our own cannot be had here; undefined where it can. */
function refusalOfMounts(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may mount';
  const place = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  try {
    using _mounted = mountTinyFolder(place);
    return undefined;
  } catch (error) {
    return `mount fails: ${(error as Error).message.split('\n')[1] ?? ''}`;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
