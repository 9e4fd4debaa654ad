import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { runCommand } from '../../../../layer/command.ts';
import { LAUNCHER, LAUNCHER_SOURCES } from '../../../../layer/launcher/compile-launcher.ts';
import { ImageFile } from '../../../../layer/process-image/image-file.ts';
import {
  ENTRY_BYTES,
  HEADER_PLACES,
  IMAGE_SIZES,
  IMAGE_SOURCES,
  LAUNCHER_FUNCTIONS,
  TABLE_PLACES,
  WORD_KINDS,
} from '../../../../layer/process-image/image-format.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const HEADER = join(LAUNCHER_SOURCES, 'image/image-format.h');
const MAP_BYTES = 8192;

test('every number of the format is the same for who writes it and for the launcher', async (context) => {
  const numbers = { ...IMAGE_SIZES, ...IMAGE_SOURCES, ...WORD_KINDS };
  expect(await told(context, Object.keys(numbers))).toEqual(Object.values(numbers).map(String));
});

test('whatever the launcher writes anew has a number for who asks for it, and so has every source', async () => {
  expect(await namesOf('image_word_kind')).toEqual(Object.keys(WORD_KINDS));
  expect(await namesOf('image_source')).toEqual(Object.keys(IMAGE_SOURCES));
});

test('every member of the header is where the launcher has it', async (context) => {
  const places = { ...HEADER_PLACES, ...TABLE_PLACES };
  const asked = Object.keys(places).map((name) => `offsetof(struct image_header, ${name})`);
  expect(await told(context, asked)).toEqual(Object.values(places).map(String));
});

test('every table is known', async () => {
  const header = await readFile(HEADER, 'utf8');
  const line = header.split('\n').find((text) => text.startsWith('  struct image_table '));
  expect(line).toBe(`  struct image_table ${Object.keys(TABLE_PLACES).join(', ')};`);
});

test('entries of tables have their sizes', async (context) => {
  const structures = ['struct image_map', 'struct image_word', 'struct image_range', 'char'];
  const sizes = await told(
    context,
    structures.map((name) => `sizeof(${name})`),
  );
  expect(sizes).toEqual(Object.values(ENTRY_BYTES).map(String));
});

test('the launcher has its functions where the C library of an image jumps to', async (context) => {
  const [madvise, mremap, address] = await told(context, ['LAUNCHER_MADVISE', 'LAUNCHER_MREMAP', 'LAUNCHER_ADDRESS']);
  expect([madvise, mremap]).toEqual([String(LAUNCHER_FUNCTIONS.madvise), String(LAUNCHER_FUNCTIONS.mremap)]);
  const options = LAUNCHER.flags.flatMap((flag) => (flag.startsWith('-Wl,') ? flag.split(',') : []));
  expect(options).toContain(`-Ttext-segment=${hex(address)}`);
  expect(options).toContain(`--section-start=.madvise=${hex(madvise)}`);
  expect(options).toContain(`--section-start=.mremap=${hex(mremap)}`);
});

// C writes a map; TypeScript reads it and adds a word and a range; C reads these, and the checksum.
test('who writes an image in C and who adds to it in TypeScript understand each other', async (context) => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'image');
  const program = await compiled(context, folder.path, EXCHANGE);
  expect(await runCommand(program, ['write', file])).toMatchObject({ code: 0 });
  const image = new ImageFile(file);
  expect(image.maps).toEqual([
    { address: 0x2aaa0000_0000n, bytes: MAP_BYTES, offset: 0x10_0000, access: 3, source: 1 },
  ]);
  image.addWords([{ address: 0x2aaa0000_0008n, kind: 'RANDOM_BITS', count: 3 }]);
  image.addWritten([{ address: 0x2aaa0000_1000n, bytes: 4096 }]);
  image.addRecords(Buffer.from('records'));
  image.environment = 0x2aaa0000_0010n;
  expect(() => {
    image.environment = 0x1234n;
  }).toThrow('the image has no variables at 1234');
  image.save();
  const read = await runCommand(program, ['read', file]);
  expect(read).toMatchObject({ stdout: '2aaa00000008 5 3, 2aaa00001000 4096, records, 2aaa00000010, 1\n' });
});

const EXCHANGE = `
static unsigned long image[(1 << 20) / 8];

int main(int count, char **arguments) {
  struct image_header *header = (struct image_header *)image;
  const char *base = (const char *)image;
  FILE *file = fopen(arguments[count - 1], *arguments[1] == 'w' ? "w" : "r");
  if (*arguments[1] == 'w') {
    *header = (struct image_header){.magic = IMAGE_MAGIC, .format = IMAGE_FORMAT, .header_bytes = 256, .maps = {208, 1}};
    struct image_map map = {0x2aaa00000000ul, ${MAP_BYTES}, IMAGE_PAGES_AT, 3, FROM_IMAGE};
    memcpy(&image[26], &map, sizeof map);
    fwrite(image, 1, sizeof image, file);
    return fseek(file, ${MAP_BYTES} - 1, SEEK_CUR) != 0 || fputc(0, file) != 0 || fclose(file) != 0;
  }
  if (fread(image, 1, sizeof image, file) != sizeof image) return 1;
  const struct image_word *word = (const void *)(base + header->words.at);
  const struct image_range *range = (const void *)(base + header->written.at);
  unsigned long sum = header->checksum;
  header->checksum = 0;
  printf("%lx %u %u, %lx %lu, %.*s, %lx, %d\\n", word->address, word->kind, word->count, range->address, range->bytes,
         (int)header->records.count, base + header->records.at, header->environment,
         checksum_of(checksum_begins, image, header->header_bytes) == sum);
}
`;

/** What a program in C says of numbers, in decimal. */
async function told(context: TestContext, numbers: readonly string[]): Promise<string[]> {
  await using folder = await temporaryFolder();
  const lines = numbers.map((number) => `printf("%lu\\n", (unsigned long)${number});`);
  const program = await compiled(context, folder.path, `int main(void) {\n${lines.join('\n')}\n}\n`);
  const result = await runCommand(program, []);
  return result.state === 'ended' ? result.stdout.trimEnd().split('\n') : [];
}

async function compiled(context: TestContext, folder: string, main: string): Promise<string> {
  const includes = ['<stddef.h>', '<stdio.h>', '<string.h>', '"image/image-format.h"', '"image/image-checksum.h"'];
  const text = `${includes.map((name) => `#include ${name}\n`).join('')}${main}`;
  await writeFile(join(folder, 'numbers.c'), text);
  const program = join(folder, 'numbers');
  const result = await runCommand('gcc', [`-I${LAUNCHER_SOURCES}`, '-o', program, join(folder, 'numbers.c')]);
  if (result.state === 'missing') return context.skip('there is no gcc');
  expect(result).toMatchObject({ code: 0, stderr: '' });
  return program;
}

/** The names of an enumeration in the header, in their order. */
async function namesOf(enumeration: string): Promise<string[]> {
  const [, behind = ''] = (await readFile(HEADER, 'utf8')).split(`enum ${enumeration} {`);
  const [inside = ''] = behind.split('}', 1);
  const entries = inside.split('\n').flatMap((line) => line.split('//', 1).join('').split(','));
  return entries.map((entry) => entry.split('=', 1).join('').trim()).filter((name) => name !== '');
}

function hex(number: string | undefined): string {
  return `0x${BigInt(number ?? 0).toString(16)}`;
}
