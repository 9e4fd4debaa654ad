import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { descendantsOf } from '../../service/environments/process-table.ts';
import type { CommandLine } from '../../service/processes/command-line.ts';
import { PAGE_BYTES } from '../hot-pages/hot-pages.ts';
import type { ImageMap, ImageRange } from './image-file.ts';
import { IMAGE_SOURCES } from './image-format.ts';

/** A start from an image. */
export interface ImageStart {
  /** What starts the launcher, which becomes the process; nothing of it may print. */
  readonly command: CommandLine;
  /** All that Lambda sets but for the Runtime API. */
  readonly variables: Readonly<Record<string, string>>;
  /** JSON. */
  readonly event: string;
}

const LIMIT_MS = 30_000;
const ENTRY_BYTES = 8;
const WRITABLE = 2;
// A page more is copied faster than another stretch is asked for.
const GAP_PAGES = 2;
// Documentation/admin-guide/mm/pagemap.rst
const PRESENT = 1n << 63n;
const OF_FILE = 1n << 61n;

/**
 * Starts a process from its image, has it answer one event, and gives the stretches of memory that it has written to by
 * then: the launcher copies them all at once in each start, instead of one by one when they are written to. None where
 * it has not answered.
 */
export async function writtenPages(maps: readonly ImageMap[], start: ImageStart): Promise<readonly ImageRange[]> {
  const { promise: asked, resolve: askedAgain } = Promise.withResolvers<boolean>();
  const api = createServer((request, response) => {
    request.resume().once('end', () => {
      if (!request.url?.endsWith('/next')) response.writeHead(202).end('{"status":"OK"}');
      else if (events.length > 0) response.writeHead(200, HEADERS()).end(events.shift());
      else askedAgain(true);
    });
  });
  const events = [start.event];
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  const { port } = api.address() as AddressInfo;
  const [program, ...args] = start.command;
  const env = { ...start.variables, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` };
  const child = spawn(program, args, { env, stdio: 'ignore', timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  try {
    for (const end of ['error', 'exit']) child.once(end, () => askedAgain(false));
    if (!(await asked) || child.pid === undefined) return [];
    return await writtenIn(descendantsOf(child.pid).at(-1) ?? child.pid, maps);
  } finally {
    child.kill('SIGKILL');
    api.close();
    api.closeAllConnections();
  }
}

const HEADERS = (): Record<string, string> => ({
  'content-type': 'application/json',
  'lambda-runtime-aws-request-id': '00000000-0000-4000-8000-000000000000',
  'lambda-runtime-deadline-ms': String(Date.now() + LIMIT_MS),
  'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:000000000000:function:image',
});

async function writtenIn(process: number, maps: readonly ImageMap[]): Promise<readonly ImageRange[]> {
  await using table = await open(`/proc/${process}/pagemap`);
  const ranges: ImageRange[] = [];
  for (const map of maps) {
    const isOwn = map.source === IMAGE_SOURCES.FROM_IMAGE && (map.access & WRITABLE) !== 0;
    if (isOwn) ranges.push(...stretches(map, await writtenOf(table, map)));
  }
  return ranges;
}

/** The pages of a map that are no longer those of the file, by their place in it. */
async function writtenOf(table: FileHandle, { address, bytes }: ImageMap): Promise<readonly number[]> {
  const entries = Buffer.alloc((bytes / PAGE_BYTES) * ENTRY_BYTES);
  const at = Number(address / BigInt(PAGE_BYTES)) * ENTRY_BYTES;
  const { bytesRead } = await table.read(entries, 0, entries.length, at);
  const pages = Array.from({ length: bytesRead / ENTRY_BYTES }, (_, page) => page);
  return pages.filter((page) => {
    const entry = entries.readBigUInt64LE(page * ENTRY_BYTES);
    return (entry & PRESENT) !== 0n && (entry & OF_FILE) === 0n;
  });
}

function stretches({ address }: ImageMap, pages: readonly number[]): readonly ImageRange[] {
  const found: { first: number; last: number }[] = [];
  for (const page of pages) {
    const before = found.at(-1);
    if (before !== undefined && page - before.last <= GAP_PAGES + 1) before.last = page;
    else found.push({ first: page, last: page });
  }
  return found.map(({ first, last }) => ({
    address: address + BigInt(first * PAGE_BYTES),
    bytes: (last - first + 1) * PAGE_BYTES,
  }));
}
