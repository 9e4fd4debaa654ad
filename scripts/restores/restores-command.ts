// Brings processes back from the layer's image, thousands of times: `npm run restores -- --starts 10000`.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLayer } from '../../layer/build-layer.ts';
import { readBuildPlan } from '../../layer/build-plan.ts';
import { FUNCTIONS } from './restored-functions.ts';
import { type RestoredFunction, RestoreSlot } from './restored-start.ts';

const HELP = `Usage: npm run restores -- [--starts N] [--node 24|26]

Starts three functions from the process image of the layer N times (default: 300), one to eight at once, told of 128 MB to
10 GB, as they are, without a random layout, with an unlimited stack and with the lowest priority. A start that does not
answer, or that is not one from the image, is told; so are random numbers that two starts have in common.
`;
const MEMORY_MB = [128, 512, 1769, 10_240];
const MOST_AT_ONCE = 8;
// What stands before the bootstrap, by turns.
const SURROUNDINGS: readonly (readonly string[])[] = [
  [],
  ['/usr/bin/setarch', '-R'],
  ['/bin/sh', '-c', 'ulimit -s unlimited; exec "$0"'],
  ['/usr/bin/nice', '-n', '19'],
];

interface Tally {
  readonly drawn: Set<string>;
  readonly faults: Map<string, number>;
  repeated: number;
  good: number;
}

await main();

async function main(): Promise<void> {
  const options = {
    starts: { type: 'string' },
    node: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(HELP);
  const starts = Number(values.starts ?? 300);
  const { folder, bootstrap } = await buildLayer(readBuildPlan(['--node', values.node ?? '24']));
  const work = await mkdtemp(join(tmpdir(), 'snapboot-restores-'));
  try {
    const taskRoots = await writeFunctions(work);
    const tally: Tally = { drawn: new Set(), faults: new Map(), repeated: 0, good: 0 };
    await startAll(starts, (index) => functionAt(index, bootstrap, taskRoots), tally);
    tell(folder, starts, tally);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function writeFunctions(work: string): Promise<readonly string[]> {
  return await Promise.all(
    Object.entries(FUNCTIONS).map(async ([name, text]) => {
      const folder = join(work, name);
      await mkdir(folder);
      await writeFile(join(folder, 'index.js'), text);
      return folder;
    }),
  );
}

function functionAt(index: number, bootstrap: string, taskRoots: readonly string[]): RestoredFunction {
  const [program, ...words] = [...(SURROUNDINGS[Math.floor(index / 3) % SURROUNDINGS.length] ?? []), bootstrap];
  const memoryMb = MEMORY_MB[Math.floor(index / 12) % MEMORY_MB.length] ?? 128;
  return { command: [program ?? bootstrap, ...words], taskRoot: taskRoots[index % taskRoots.length] ?? '', memoryMb };
}

/** One to eight at once, by turns of a hundred starts. */
async function startAll(starts: number, functionOf: (index: number) => RestoredFunction, tally: Tally): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const slots = await Promise.all(Array.from({ length: MOST_AT_ONCE }, () => RestoreSlot.open()));
  for (const slot of slots) stack.use(slot);
  let next = 0;
  const work = async (slot: RestoreSlot, place: number): Promise<void> => {
    while (next < starts) {
      const atOnce = 1 + (Math.floor(next / 100) % MOST_AT_ONCE);
      if (place >= atOnce) await new Promise((resolve) => setTimeout(resolve, 20));
      else {
        const own = next++;
        note(await slot.start(functionOf(own)), tally);
        if (own % 500 === 499) process.stderr.write(`${own + 1} of ${starts}\n`);
      }
    }
  };
  await Promise.all(slots.map(work));
}

function note(end: Awaited<ReturnType<RestoreSlot['start']>>, tally: Tally): void {
  if ('fault' in end) {
    tally.faults.set(end.fault, (tally.faults.get(end.fault) ?? 0) + 1);
    return;
  }
  tally.good++;
  for (const answer of end.answers) {
    const { drawn = [] } = JSON.parse(answer.slice(answer.indexOf(' ')));
    for (const value of drawn as readonly unknown[]) {
      if (tally.drawn.has(String(value))) tally.repeated++;
      tally.drawn.add(String(value));
    }
  }
}

function tell(folder: string, starts: number, { good, repeated, drawn, faults }: Tally): void {
  process.stdout.write(`${good} of ${starts} starts from ${folder} have answered twice\n`);
  process.stdout.write(`${repeated} of ${drawn.size + repeated} random numbers were drawn before\n`);
  for (const [fault, count] of faults) process.stdout.write(`${count} ×: ${fault}\n`);
  if (good < starts || repeated > 0) process.exitCode = 1;
}
