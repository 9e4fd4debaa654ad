import { loadavg } from 'node:os';
import { join } from 'node:path';
import { buildLayer } from '../layer/build-layer.ts';
import { readBuildPlan } from '../layer/build-plan.ts';
import { BenchError } from './bench-error.ts';
import { BENCH_HELP, type BenchOptions, readBenchOptions } from './bench-options.ts';
import type { BenchResult, ContenderResult } from './bench-result.ts';
import { coldRounds } from './cold-rounds.ts';
import { chooseContenders, type Ground } from './contenders/contenders.ts';
import { prepareField } from './contenders/field.ts';
import type { Setting } from './contenders/lambda-variables.ts';
import type { Contender } from './contenders/running-contender.ts';
import { endOnSignal } from './end-on-signal.ts';
import { inspectMachine, machineWarnings } from './machine.ts';
import { noiseWarnings } from './noise.ts';
import { Progress } from './progress.ts';
import { writeJsonReport } from './report/json-report.ts';
import { textReport } from './report/text-report.ts';
import { measureService } from './service/measure-service.ts';
import type { ServiceResult } from './service/service-result.ts';
import { seededRandom } from './statistics/random.ts';
import { WARM_PLAN, warmBlocks } from './warm-blocks.ts';
import { findWorkload, type Workload } from './workload.ts';

const SHUFFLE_SEED = 1;

/**
 * The command line of the benchmark.
 *
 * @param args what follows `snapboot bench`
 * @throws BenchError with one line for the user, the TypeError of parseArgs for an unknown option
 */
export async function runBenchCommand(args: readonly string[]): Promise<void> {
  const options = readBenchOptions(args);
  if (options === 'help') {
    process.stdout.write(BENCH_HELP);
    return;
  }
  using _signals = endOnSignal();
  const progress = new Progress();
  const result = await runBench(options, progress).finally(() => progress.clear());
  process.stdout.write(`${textReport(result)}`);
  if (options.jsonFile !== undefined) await writeJsonReport(options.jsonFile, result);
}

async function runBench(options: BenchOptions, progress: Progress): Promise<BenchResult> {
  const startedAt = new Date().toISOString();
  const loadBefore = loadavg()[0] ?? 0;
  const workload = await findWorkload(options);
  const entries = chooseContenders(options.contenders);
  const setting = { workload, memoryMb: options.memoryMb };
  const ground = await prepareGround();
  const machine = inspectMachine(ground.node, loadBefore);
  const { contenders, absent } = await prepareField(entries, ground, setting, progress);
  const results = await measure(contenders, options, setting, progress);
  const service = options.service ? await measureServiceOf(contenders, ground, options, setting, progress) : undefined;
  return {
    startedAt,
    workload: withoutTaskRoot(workload),
    memoryMb: options.memoryMb,
    machine,
    contenders: results,
    ...(service !== undefined && { service }),
    absent,
    warnings: [...machineWarnings(machine), ...noiseWarnings(results)],
  };
}

// Results are passed around; where a folder lies on this machine is nobody else's business.
function withoutTaskRoot({ name, isReference, handler, event }: Workload): BenchResult['workload'] {
  return { name, isReference, handler, event };
}

async function prepareGround(): Promise<Ground> {
  if (process.platform !== 'linux')
    throw new BenchError('bench: what it starts are Linux programs; use a Linux machine');
  const { folder, bootstrap } = await buildLayer(readBuildPlan([]));
  return { node: join(folder, 'bin/node'), bootstrap };
}

async function measure(
  contenders: readonly Contender[],
  { cold, warm, runs }: BenchOptions,
  setting: Setting,
  progress: Progress,
): Promise<ContenderResult[]> {
  const random = seededRandom(SHUFFLE_SEED);
  const coldStarts = cold ? await coldRounds(contenders, setting, runs, random, progress) : undefined;
  const blocks = warm ? await warmBlocks(contenders, setting, WARM_PLAN, random, progress) : undefined;
  return contenders.map(({ name }) => ({
    name,
    coldStarts: coldStarts?.get(name) ?? [],
    warmBlocks: blocks?.get(name) ?? [],
  }));
}

function measureServiceOf(
  contenders: readonly Contender[],
  { bootstrap }: Ground,
  { runs }: BenchOptions,
  setting: Setting,
  progress: Progress,
): Promise<ServiceResult> {
  const [bare, snapboot] = ['bare', 'snapboot'].map((name) => contenders.find((each) => each.name === name));
  if (bare === undefined || snapboot === undefined) throw new BenchError('the service is compared with both of them');
  const random = seededRandom(SHUFFLE_SEED);
  return measureService({ bare, snapboot, bootstrap, setting, rounds: runs, random, progress });
}
