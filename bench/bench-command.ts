import { loadavg } from 'node:os';
import { join } from 'node:path';
import { buildLayer } from '../layer/build-layer.ts';
import { readBuildPlan } from '../layer/build-plan.ts';
import { BenchError } from './bench-error.ts';
import { BENCH_HELP, type BenchOptions, readBenchOptions } from './bench-options.ts';
import type { BenchResult, ScenarioResult } from './bench-result.ts';
import { runCompareCommand } from './compare/compare-command.ts';
import { readCompareOptions } from './compare/compare-options.ts';
import { chooseConditions } from './conditions/conditions.ts';
import { limited } from './conditions/limited.ts';
import { OPEN_WARM_CACHE } from './conditions/warm-cache.ts';
import type { Contender, Ground } from './contenders/contender.ts';
import { chooseContenders } from './contenders/contenders.ts';
import { prepareField } from './contenders/field.ts';
import { endOnSignal } from './end-on-signal.ts';
import { inspectMachine, machineWarnings } from './machine.ts';
import { microBenchmarks } from './micro/micro-benchmarks.ts';
import { noiseWarnings } from './noise.ts';
import { Progress } from './progress.ts';
import { writeHtmlReport } from './report/html-report.ts';
import { writeJsonReport } from './report/json-report.ts';
import { writeMarkdownReport } from './report/markdown-report.ts';
import { textReport } from './report/text-report.ts';
import { runScenario, type Scenario } from './scenario.ts';
import { measureService } from './service/measure-service.ts';
import type { ServiceResult } from './service/service-result.ts';
import { seededRandom } from './statistics/random.ts';
import { findWorkloads, type Workload } from './workload.ts';

const SHUFFLE_SEED = 1;

/**
 * The command line of the benchmark. Sets the exit code to 1 when a contender has failed, or a
 * comparison says that something has become slower.
 *
 * @param args what follows `snapboot bench`
 * @throws BenchError with one line for the user, the TypeError of parseArgs for an unknown option
 */
export async function runBenchCommand(args: readonly string[]): Promise<void> {
  const comparison = readCompareOptions(args);
  if (comparison !== undefined) return await runCompareCommand(comparison);
  const options = readBenchOptions(args);
  if (options === 'help') {
    process.stdout.write(BENCH_HELP);
    return;
  }
  using _signals = endOnSignal();
  const progress = new Progress();
  const result = await runBench(options, progress).finally(() => progress.clear());
  process.stdout.write(textReport(result));
  await writeFiles(result, options);
  if (result.scenarios.some(({ contenders }) => contenders.some(({ failure }) => failure))) process.exitCode = 1;
}

async function writeFiles(result: BenchResult, { jsonFile, htmlFile, markdownFile }: BenchOptions): Promise<void> {
  if (jsonFile !== undefined) await writeJsonReport(jsonFile, result);
  if (htmlFile !== undefined) await writeHtmlReport(htmlFile, result);
  if (markdownFile !== undefined) await writeMarkdownReport(markdownFile, result);
}

async function runBench(options: BenchOptions, progress: Progress): Promise<BenchResult> {
  const startedAt = new Date().toISOString();
  const loadBefore = loadavg()[0] ?? 0;
  if (options.micro) return runMicro(startedAt, loadBefore, progress);
  const chosen = chooseConditions(options.conditions);
  const conditions = options.limits ? chosen.map((each) => limited(each, options.memoryMb)) : chosen;
  const entries = chooseContenders(options.contenders);
  const workloads = await findWorkloads(options, progress);
  const ground = await prepareGround();
  const machine = inspectMachine(ground.node, loadBefore);
  const nodeVersion = `Node.js ${machine.nodeVersion.slice(1)}`;
  const { contenders, absent } = await prepareField(entries, { ...ground, nodeVersion }, progress);
  const scenarios = workloads.flatMap((workload) => conditions.map((condition) => ({ workload, condition })));
  const results = options.service ? [] : await runScenarios(scenarios, contenders, options, progress);
  const [first] = workloads;
  const service = options.service && first ? await serviceOf(first, contenders, ground, options, progress) : undefined;
  return {
    startedAt,
    machine,
    scenarios: results,
    ...(service !== undefined && { service }),
    absent,
    warnings: [...machineWarnings(machine), ...results.flatMap(noiseWarnings)],
  };
}

async function runMicro(startedAt: string, loadBefore: number, progress: Progress): Promise<BenchResult> {
  const machine = inspectMachine(process.execPath, loadBefore);
  const micro = await microBenchmarks(progress);
  return { startedAt, machine, scenarios: [], micro, absent: [], warnings: machineWarnings(machine) };
}

async function prepareGround(): Promise<Omit<Ground, 'nodeVersion'>> {
  if (process.platform !== 'linux')
    throw new BenchError('bench: what it starts are Linux programs; use a Linux machine');
  const { folder, bootstrap } = await buildLayer(readBuildPlan([]));
  return { node: join(folder, 'bin/node'), bootstrap };
}

async function runScenarios(
  scenarios: readonly Scenario[],
  contenders: readonly Contender[],
  { cold, warm, runs, memoryMb }: BenchOptions,
  progress: Progress,
): Promise<ScenarioResult[]> {
  const random = seededRandom(SHUFFLE_SEED);
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    // Where files come from makes no difference to a function that is loaded.
    const isFirst = scenario.condition === scenarios[0]?.condition;
    const plan = { runs: cold ? runs : 0, warm: warm && isFirst, memoryMb, random, progress };
    results.push(await runScenario(scenario, contenders, plan));
  }
  return results;
}

function serviceOf(
  workload: Workload,
  contenders: readonly Contender[],
  { bootstrap }: Pick<Ground, 'bootstrap'>,
  { runs, memoryMb }: BenchOptions,
  progress: Progress,
): Promise<ServiceResult> {
  const [bare, snapboot] = ['bare', 'snapboot'].map((name) => contenders.find((each) => each.name === name));
  if (bare === undefined || snapboot === undefined) throw new BenchError('the service is compared with both of them');
  if (workload.missing !== undefined) throw new BenchError(`${workload.name}: ${workload.missing}`);
  if (workload.openBackend !== undefined) throw new BenchError(`--only service: not with ${workload.name}`);
  const setting = { workload, memoryMb, condition: OPEN_WARM_CACHE };
  const random = seededRandom(SHUFFLE_SEED);
  return measureService({ bare, snapboot, bootstrap, setting, rounds: runs, random, progress });
}
