import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bootFile, textRecord } from '../../layer/boot-file/boot-file.ts';
import { hotPageRecords } from '../../layer/boot-file/hot-page-records.ts';
import { layerBootFile } from '../../layer/boot-file/layer-boot-file.ts';
import type { HotPages } from '../../layer/hot-pages/hot-pages.ts';
import { imageHeader } from './image-header.ts';

// The size that files have in `drawn-system.h`, unless another one is drawn.
const USUAL_BYTES = 2 ** 20;
const NODE_VERSION = '24.1.2';

const HOT_PAGES: HotPages = {
  files: [
    { place: 'layer', name: 'bin/node', bytes: USUAL_BYTES },
    { place: 'library', name: 'libc.so.6', bytes: 1 },
    { place: 'task', name: 'index.js', bytes: USUAL_BYTES },
  ],
  ranges: [
    { file: 0, firstPage: 0, pages: 3 },
    { file: 1, firstPage: 5, pages: 1 },
    { file: 0, firstPage: 250, pages: 70_000 },
    { file: 2, firstPage: 1, pages: 255 },
    { file: 1, firstPage: 9, pages: 4 },
  ],
};

const VARIABLES = ['_HANDLER=index.handler', 'LAMBDA_TASK_ROOT=/var/task', 'TABLE=orders', 'PATH=/bin', 'TMPDIR=/tmp'];

const LIST = bootFile(hotPageRecords(HOT_PAGES));
const CONDITIONS = bootFile([
  textRecord('NODE_VERSION', NODE_VERSION),
  textRecord('BUILT_FOR', process.arch === 'arm64' ? 'arm64' : 'x86_64'),
  textRecord('RUNTIME_BUILD', 'a1'),
  textRecord('TASK_ROOT', '/var/task'),
  textRecord('HANDLER_MODULE', 'index'),
  textRecord('VARIABLE_EQUALS', 'TABLE', 'orders'),
  textRecord('VARIABLE_NOT_SET', 'NODE_OPTIONS'),
]);
const LAYER = layerBootFile({ nodeVersion: NODE_VERSION, hotPages: HOT_PAGES });

/** What each target starts from, as the pieces that it takes: what builds write, and what Lambda sets. */
export const SEEDS: Readonly<Record<string, readonly Buffer[]>> = {
  'boot-file': [LIST, CONDITIONS, LAYER, bootFile([])],
  'hot-pages': [
    pieces(LIST),
    pieces(LAYER),
    pieces(bootFile([...hotPageRecords(HOT_PAGES), ...hotPageRecords(HOT_PAGES)])),
  ],
  conditions: [
    pieces(CONDITIONS, texts(VARIABLES), '/var/task'),
    pieces(CONDITIONS, texts(['TABLE=others', 'NODE_OPTIONS=']), '/elsewhere', Buffer.alloc(400)),
    pieces(bootFile([textRecord('VARIABLE_EQUALS', 'TABLE')]), texts(VARIABLES), '/var/task'),
  ],
  variables: [
    Buffer.concat([pieces(texts([...VARIABLES, 'PATH=/two']), Buffer.alloc(900)), ...['PATH', 'NEW'].flatMap(changes)]),
  ],
  'heap-flags': [
    pieces('128', '--max-old-space-size=99 --max_semi_space_size=9'),
    pieces('10240', '--no-warnings --max-http-header-size=1'),
    pieces('0128'),
  ],
  'own-folder': [
    pieces('/opt/bootstrap'),
    Buffer.concat([pieces('layer/bootstrap', ''), Buffer.from('\0\u0004/tmp')]),
    Buffer.concat([pieces('/dev/fd/3', ''), Buffer.from('\0\u000e/opt/bootstrap')]),
  ],
  // No memory at all, in two places, and where the launcher is.
  image: [[], [0x2aaa_0000_0000n, 0x7fff_0000_0000n], [0x5000_0000_0000n]].map(imageHeader),
  launch: [
    pieces(LAYER, '/opt/bootstrap', texts(VARIABLES), LIST),
    pieces(LAYER, '/opt/bootstrap', texts([...VARIABLES, 'AWS_LAMBDA_EXEC_WRAPPER=/wrap', 'NODE_PATH=/a'])),
    pieces(layerBootFile({ nodeVersion: NODE_VERSION }), 'bootstrap', texts([])),
  ],
};

/** Writes them into a folder, as files that libFuzzer starts from. */
export async function writeSeeds(target: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const seeds = SEEDS[target] ?? [];
  await Promise.all(seeds.map((seed, index) => writeFile(join(folder, `seed-${index}`), seed)));
}

/** As `input.h` takes them. */
function pieces(...contents: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(contents.map((content) => piece(Buffer.from(content))));
}

function piece(content: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(content.length);
  return Buffer.concat([length, content]);
}

function texts(list: readonly string[]): Buffer {
  return Buffer.from(list.map((text) => `${text}\0`).join(''));
}

/** Sets a variable, and sets it again. */
function changes(name: string): Buffer[] {
  return ['value', 'other'].map((value) => pieces(name, value));
}
