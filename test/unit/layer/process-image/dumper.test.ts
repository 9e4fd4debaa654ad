import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, type TestContext, test } from 'vitest';
import { ImageFile } from '../../../../layer/process-image/image-file.ts';
import { HEADER_PLACES, IMAGE_SOURCES, TABLE_PLACES } from '../../../../layer/process-image/image-format.ts';
import { compileDumpTool, dumpWith } from '../../../support/dump-tool.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = await temporaryFolder();
const tool = await compileDumpTool(folder.path);

afterAll(() => folder[Symbol.asyncDispose]());

test.for([
  ['listening socket', /^dumper: it listens on socket 64, which an image cannot$/],
  [
    'file to write',
    /^dumper: \/tmp\/snapboot-written is open to be written \(descriptor 64\), which an image cannot go on with$/,
  ],
  [
    'deleted file',
    /^dumper: \/tmp\/snapboot-deleted-\w+ \(deleted\) is open \(descriptor 65\), and not there any more when the image is used$/,
  ],
  [
    'file of process',
    /^dumper: \/proc\/\d+\/stat is open \(descriptor 64\), and not there any more when the image is used$/,
  ],
  [
    'memory file',
    /^dumper: \/memfd:of-test \(deleted\) is open \(descriptor 64\), and not there any more when the image is used$/,
  ],
  ['inotify', /^dumper: descriptor 64 is anon_inode:inotify, which an image cannot have$/],
  ['timer', /^dumper: descriptor 64 is anon_inode:\[timerfd\], which an image cannot have$/],
  ['pipe of other', /^dumper: pipe 65 is read by another process, which an image cannot have$/],
  ['full pipe', /^dumper: pipe 64 holds more than an image takes$/],
  ['many files', /^dumper: it has more than 512 files open$/],
  ['shared memory', /^dumper: it shares memory \(\/dev\/zero \(deleted\)\), which an image cannot have$/],
  ['many threads', /^dumper: it has more than 64 threads$/],
  ['busy thread', /^dumper: thread \d+ \(busy\) does not sleep: it runs$/],
  ['napping thread', /^dumper: thread \d+ \(napping\) does not sleep: it is in system call \d+$/],
  ['child', /^dumper: it has a child process \(\d+\), which an image cannot have$/],
  ['exit', /^dumper: process \d+ ended with 5 before it slept$/],
  ['signal', /^dumper: process \d+ was ended by signal 9 before it slept$/],
  ['rounding', /^dumper: thread \d+ calculates in another way than threads do \(5f80, 37f\)$/],
] as const)('a process is refused with one line where it has this: %s', async ([what, line], context) => {
  const { code, stderr } = await dump(context, what);
  expect(stderr.trimEnd()).toMatch(line);
  expect(code).toBe(1);
});

test('a program that is not there is named', async (context) => {
  const { code, stderr } = await dump(context, 'nothing', '/nowhere/program');
  expect(stderr).toMatch(
    /^dumper: \/nowhere\/program cannot be started \(No such file or directory\)\ndumper: process \d+ ended with 127 before it slept\n$/,
  );
  expect(code).toBe(1);
});

test('a process that sleeps is dumped, with its program in the place of its text', async (context) => {
  const { image, maps } = await dumped(context, 'nothing');
  expect(image.maps.filter(({ source }) => source === IMAGE_SOURCES.FROM_NODE)).not.toHaveLength(0);
  const begins = maps.split('\n').map((line) => line.split('-', 1).join(''));
  for (const { address } of image.maps.filter(({ source }) => source === IMAGE_SOURCES.FROM_NODE))
    expect(begins).toContain(address.toString(16).padStart(8, '0'));
});

test('memory that is reserved alone takes nothing', async (context) => {
  const { image, bytes } = await dumped(context, 'reserved memory');
  expect(image.maps).toContainEqual({
    address: expect.anything(),
    bytes: 2 ** 36,
    offset: 0,
    access: 0,
    source: IMAGE_SOURCES.FROM_NOTHING,
  });
  expect(bytes.length).toBeLessThan(2 ** 23);
});

test('64 threads are as many as there may be', async (context) => {
  const { bytes } = await dumped(context, 'threads');
  expect(bytes.readUInt32LE(TABLE_PLACES.threads + 4)).toBe(64);
});

test('nothing is dumped that the dumper was given', async (context) => {
  const { bytes } = await dumped(context, 'nothing', [
    'bash',
    '-c',
    'exec 70</etc/passwd 251>/dev/null; exec "$@"',
    'bash',
  ]);
  expect(bytes.readUInt32LE(TABLE_PLACES.descriptors + 4)).toBe(0);
});

test('the umask is that of the process where it has set one, whatever that of the build is', async (context) => {
  const through = ['sh', '-c', 'umask 077; exec "$@"', 'sh'];
  expect((await dumped(context, 'nothing', through)).bytes.readUInt32LE(HEADER_PLACES.umask)).toBe(0o022);
  expect((await dumped(context, 'umask', through)).bytes.readUInt32LE(HEADER_PLACES.umask)).toBe(0o027);
});

interface Dumped {
  readonly image: ImageFile;
  readonly bytes: Buffer;
  readonly maps: string;
}

async function dumped(context: TestContext, what: string, through: readonly string[] = []): Promise<Dumped> {
  expect(await dump(context, what, tool.target, through)).toEqual({ code: 0, stderr: '' });
  const file = join(folder.path, what, 'image');
  const maps = await readFile(join(folder.path, what, 'maps'), 'utf8');
  return { image: new ImageFile(file), bytes: await readFile(file), maps };
}

function dump(context: TestContext, what: string, program: string = tool.target, through: readonly string[] = []) {
  return dumpWith(tool, join(folder.path, what), [program, what], through, context);
}
