// Brings processes back from the layer's image, thousands of times: `npm run restores -- --starts 10000`.
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLayer } from '../../layer/build-layer.ts';
import { readBuildPlan } from '../../layer/build-plan.ts';
import { type CgroupSupport, detectCgroups } from '../../service/environments/cgroup-detection.ts';
import { createResourceGroup, type ResourceGroup } from '../../service/environments/resource-limits.ts';
import { FUNCTIONS } from './restored-functions.ts';
import { type RestoredFunction, RestoreSlot } from './restored-start.ts';

const HELP = `Usage: npm run restores -- [--starts N] [--node 24|26]

Starts three functions from the process image of the layer N times (default: 300), one to eight at once, told of 128 MB to
10 GB, as they are, without a random layout, with an unlimited stack and with the lowest priority. With 128 MB they have no
more, and a third of a processor, where cgroups can be made. A start that does not answer, or that is not one from the
image, is told; so are random numbers that two starts have in common.
`;
const MEMORY_MB = [128, 512, 1769, 10_240];
const MOST_AT_ONCE = 8;
const LEAST_MB = 128;
const LEAST_VCPUS = 0.3;
// What starts in a group puts itself there.
const JOIN = 'for file; do echo 0 > "$file"; done; exec "$0"';
// What stands before the bootstrap, by turns.
const SURROUNDINGS: readonly (readonly string[])[] = [
  [],
  ['/usr/bin/setarch', '-R'],
  ['/bin/sh', '-c', 'ulimit -s unlimited; exec "$0"'],
  ['/usr/bin/nice', '-n', '19'],
];

interface Place {
  readonly bootstrap: string;
  readonly taskRoots: readonly string[];
}

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
    await startAll(starts, { bootstrap, taskRoots }, tally);
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

function functionAt(index: number, { bootstrap, taskRoots }: Place, groupFiles: readonly string[]): RestoredFunction {
  const memoryMb = MEMORY_MB[Math.floor(index / 12) % MEMORY_MB.length] ?? LEAST_MB;
  const taskRoot = taskRoots[index % taskRoots.length] ?? '';
  if (memoryMb === LEAST_MB && groupFiles.length > 0) {
    return { command: ['/bin/sh', '-c', JOIN, bootstrap, ...groupFiles], taskRoot, memoryMb };
  }
  const [program, ...words] = [...(SURROUNDINGS[Math.floor(index / 3) % SURROUNDINGS.length] ?? []), bootstrap];
  return { command: [program ?? bootstrap, ...words], taskRoot, memoryMb };
}

/** One to eight at once, by turns of a hundred starts. */
async function startAll(starts: number, place: Place, tally: Tally): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const cgroups = await detectCgroups('auto');
  if (cgroups.notice !== undefined) process.stderr.write(`${cgroups.notice}\n`);
  const slots = await Promise.all(Array.from({ length: MOST_AT_ONCE }, () => RestoreSlot.open()));
  for (const slot of slots) stack.use(slot);
  const groups = await Promise.all(slots.map(() => smallGroup(cgroups)));
  for (const group of groups) stack.use(group);
  let next = 0;
  const work = async (slot: RestoreSlot, number: number): Promise<void> => {
    while (next < starts) {
      const atOnce = 1 + (Math.floor(next / 100) % MOST_AT_ONCE);
      if (number >= atOnce) await new Promise((resolve) => setTimeout(resolve, 20));
      else {
        const own = next++;
        note(await slot.start(functionAt(own, place, groups[number]?.procsFiles ?? [])), tally);
        if (own % 500 === 499) process.stderr.write(`${own + 1} of ${starts}\n`);
      }
    }
  };
  await Promise.all(slots.map(work));
}

async function smallGroup(cgroups: CgroupSupport): Promise<ResourceGroup> {
  const group = await createResourceGroup(cgroups, `restores-${randomUUID()}`, { memoryBytes: LEAST_MB * 2 ** 20 });
  group.setCpu(LEAST_VCPUS);
  return group;
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
