import { Bench } from 'tinybench';
import type { Progress } from '../progress.ts';
import { errorSerialisation } from './error-serialisation.ts';
import type { HotPath } from './hot-path.ts';
import { httpParser } from './http-parser.ts';
import { invokeLoop } from './invoke-loop.ts';
import { logFormat } from './log-format.ts';
import { requestEncoder } from './request-encoder.ts';

/** What tinybench says of one case. */
export interface MicroFigure {
  /** Of the hot path. */
  readonly path: string;
  readonly name: string;
  readonly callsPerSecond: number;
  /** Margin of error of calls a second, at 95 %, in per cent. */
  readonly marginPercent: number;
  /** Of one call, in nanoseconds. */
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly samples: number;
}

/** How long each case runs, in milliseconds. */
export interface MicroPlan {
  readonly caseMs: number;
  readonly warmUpMs: number;
}

const PLAN: MicroPlan = { caseMs: 500, warmUpMs: 250 };
const HOT_PATHS: readonly (() => HotPath | Promise<HotPath>)[] = [
  httpParser,
  requestEncoder,
  logFormat,
  errorSerialisation,
  invokeLoop,
];

/** Measures the hot paths of the runtime within this process, one after the other. */
export async function microBenchmarks(progress: Progress, plan: MicroPlan = PLAN): Promise<readonly MicroFigure[]> {
  const figures: MicroFigure[] = [];
  const count = progress.counter('hot paths', HOT_PATHS.length);
  for (const open of HOT_PATHS) {
    const path = await open();
    try {
      figures.push(...(await measure(path, plan)));
    } finally {
      await path.close?.();
    }
    count();
  }
  return figures;
}

async function measure(
  { name: path, isAsync = false, cases }: HotPath,
  { caseMs, warmUpMs }: MicroPlan,
): Promise<MicroFigure[]> {
  const bench = new Bench({ name: path, time: caseMs, warmupTime: warmUpMs, throws: true });
  for (const { name, run } of cases) bench.add(name, () => run(), { async: isAsync });
  const tasks = await bench.run();
  return tasks.map(({ name, result }) => {
    if (result.state !== 'completed') throw new Error(`${path}, ${name}: ${result.state}`);
    const { latency, throughput } = result;
    return {
      path,
      name,
      callsPerSecond: throughput.mean,
      marginPercent: throughput.rme,
      p50Ns: latency.p50 * 1e6,
      p99Ns: latency.p99 * 1e6,
      samples: latency.samplesCount,
    };
  });
}
