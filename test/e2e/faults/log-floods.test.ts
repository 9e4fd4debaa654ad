import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { descendantsOf } from '../../../service/environments/process-table.ts';
import { peakMegabytes, type ServingProcess, startServing } from '../../support/serving-process.ts';
import { fixture } from '../../support/start-service.ts';

const FLOOD = 'floods-its-log';
const MEGABYTES = 100;
const LINE_BYTES = 1 << 14;
const LINES = (MEGABYTES << 20) / LINE_BYTES;
const SOME_LINES = LINES / 8;
// Of service and garbage collector; the flood is much larger, and would all be in memory if it were kept.
const LOOKS = 15;
const MAX_GROWTH_MEGABYTES = 90;

test('a hundred megabytes of lines go through in bounded memory, and none is lost', async () => {
  await using serving = await serve();
  const before = peakMegabytes(serving.pid);
  const seen = countBytes(serving);
  const { FunctionError } = await serving.invoke(FLOOD, { lines: LINES, bytes: LINE_BYTES });
  expect(FunctionError).toBeUndefined();
  await expect.poll(() => seen.lines).toBe(LINES);
  expect(seen.bytes).toBe(LINES * (LINE_BYTES - 1));
  expect(peakMegabytes(serving.pid) - before).toBeLessThan(MAX_GROWTH_MEGABYTES);
});

test('a hundred megabytes without the end of a line go through in bounded memory, in lines of 256 KiB', async () => {
  await using serving = await serve();
  const before = peakMegabytes(serving.pid);
  const seen = countBytes(serving);
  const { FunctionError } = await serving.invoke(FLOOD, { lines: LINES, bytes: LINE_BYTES, end: '' });
  expect(FunctionError).toBeUndefined();
  await expect.poll(() => seen.bytes).toBe(MEGABYTES << 20);
  expect(seen.lines).toBe((MEGABYTES << 20) / 262_144);
  expect(peakMegabytes(serving.pid) - before).toBeLessThan(MAX_GROWTH_MEGABYTES);
});

test('a terminal that is not read from holds the function back, and no line is lost', async () => {
  await using serving = await serve();
  const before = peakMegabytes(serving.pid);
  const seen = countBytes(serving);
  serving.child.stdout.pause();
  const file = join(serving.temporary, 'progress');
  const invocation = serving.invoke(FLOOD, { lines: SOME_LINES, bytes: LINE_BYTES, file });
  await standsStill(serving, file);
  expect(Number(readFileSync(file))).toBeLessThan(SOME_LINES / 2);
  expect(peakMegabytes(serving.pid) - before).toBeLessThan(MAX_GROWTH_MEGABYTES);
  serving.child.stdout.resume();
  expect((await invocation).FunctionError).toBeUndefined();
  await expect.poll(() => seen.lines).toBe(SOME_LINES);
});

test('a terminal that is not read from keeps nobody from ending the service', async () => {
  await using serving = await serve();
  serving.child.stdout.pause();
  const file = join(serving.temporary, 'progress');
  const invocation = serving.invoke(FLOOD, { lines: SOME_LINES, bytes: LINE_BYTES, file }).catch(() => 'cut off');
  await standsStill(serving, file);
  expect(await serving.end('SIGINT')).toEqual([0, null]);
  await invocation;
});

interface Seen {
  lines: number;
  bytes: number;
}

/** With time to wait for whoever reads the log. */
function serve(): Promise<ServingProcess> {
  const functions = [{ name: FLOOD, path: fixture(FLOOD), timeout: 600 }];
  return startServing({ functions, options: ['--no-sandbox', '--no-limits'] });
}

/** Whoever still had something to do would run, or wait for a processor. */
async function standsStill({ pid }: ServingProcess, file: string): Promise<void> {
  for (let looks = 0, last = ''; looks < LOOKS; looks += 1) {
    const progress = textOf(file);
    const isQuiet = progress !== '' && progress === last && [pid, ...descendantsOf(pid)].every(sleeps);
    if (!isQuiet) looks = 0;
    last = progress;
    await delay(20);
  }
}

function sleeps(pid: number): boolean {
  return textOf(`/proc/${pid}/status`).includes('State:\tS');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Of what the function itself writes. */
function countBytes(serving: ServingProcess): Seen {
  const seen = { lines: 0, bytes: 0 };
  serving.onLine((line) => {
    if (!line.startsWith(`${FLOOD} | xx`)) return;
    seen.lines += 1;
    seen.bytes += line.length - `${FLOOD} | `.length;
  });
  return seen;
}
