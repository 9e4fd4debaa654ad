import type { BenchResult, ContenderResult, ScenarioResult } from '../../bench/bench-result.ts';
import type { ColdStartSample } from '../../bench/cold-start.ts';
import type { StorageUse } from '../../bench/conditions/condition.ts';
import type { TracedStart } from '../../bench/phases.ts';
import type { ServiceResult } from '../../bench/service/service-result.ts';
import { type Random, seededRandom } from '../../bench/statistics/random.ts';
import type { WarmBlock } from '../../bench/warm-blocks.ts';

/** Gives times around a median, with the long tail to the right that processes have. */
type Clock = (medianMs: number, spread?: number) => number;

/** What a contender is like. */
interface Character {
  readonly name: string;
  readonly version: string;
  readonly initMs: number;
  readonly firstMs: number;
  readonly warmMs: number;
  readonly megabytes: number;
  readonly reads: number;
  readonly saysPhases?: true;
}

/** What a sample is to differ in from the usual one. */
export interface SampleWish {
  readonly seed?: number;
  readonly rounds?: number;
  /** All times are this many times as long: a machine in a worse mood. */
  readonly mood?: number;
  /** The times of snapboot, and of nobody else, are this many times as long. */
  readonly snapbootFactor?: number;
}

const CHARACTERS: readonly Character[] = [
  character('bare', 'Node.js 24.21.0', { initMs: 33, firstMs: 0.9, warmMs: 0.062, megabytes: 41, reads: 310 }),
  {
    ...character('snapboot', 'Node.js 24.21.0', { initMs: 35, firstMs: 1.4, warmMs: 0.071, megabytes: 43, reads: 322 }),
    saysPhases: true,
  },
  character('aws-lambda-ric', '4.0.2 on Node.js 24.21.0', {
    initMs: 58,
    firstMs: 2.9,
    warmMs: 0.148,
    megabytes: 55,
    reads: 415,
  }),
];

/** A plausible run, the same for the same seed: two conditions, phases, storage, a failure, a skipped one, warnings. */
export function sampleBenchResult(wish: SampleWish = {}): BenchResult {
  const random = seededRandom(wish.seed ?? 1);
  return {
    startedAt: '2026-01-02T03:04:05.000Z',
    machine: {
      cpu: 'Example CPU @ 2.60GHz',
      cores: 2,
      memoryBytes: 8 * 1024 ** 3,
      kernel: '6.1.0',
      architecture: 'x64',
      nodeVersion: 'v24.21.0',
      loadBefore: 0.31,
    },
    scenarios: [warmCache(wish, random), coldStorage(wish, random), SKIPPED],
    service: service(clock(random)),
    micro: [
      {
        path: 'http',
        name: 'parse a response',
        callsPerSecond: 812_345,
        marginPercent: 0.4,
        p50Ns: 1150,
        p99Ns: 2900,
        samples: 81_234,
      },
    ],
    absent: [{ name: 'musl-loop', reason: 'there is no musl toolchain on this machine' }],
    warnings: [
      'an empty handler, warm-cache: the starts scatter: half of them lie off their median by 6 % (aws-lambda-ric) or more',
    ],
  };
}

function character(name: string, version: string, rest: Omit<Character, 'name' | 'version' | 'saysPhases'>): Character {
  return { name, version, ...rest };
}

function warmCache(wish: SampleWish, random: Random): ScenarioResult {
  return {
    workload: { name: 'an empty handler', own: 'empty', handler: 'index.handler', event: '{}' },
    condition: 'warm-cache',
    details: [],
    memoryMb: 128,
    contenders: [...contenders(wish, random, { isStored: false, slowdown: 1 }), FAILED],
  };
}

function coldStorage(wish: SampleWish, random: Random): ScenarioResult {
  return {
    workload: {
      name: 'functions/a<b>&"c"/index.mjs',

      handler: 'index.handler',
      event: '{"a":"<1>"}',
    },
    condition: 'cold-storage',
    details: ['0.6 ms a read', '90 MB/s', 'read-ahead 128 kB'],
    memoryMb: 1769,
    contenders: contenders(wish, random, { isStored: true, slowdown: 9 }),
  };
}

const FAILED: ContenderResult = {
  name: 'fails-often',
  version: '0.1.0',
  coldStarts: [],
  warmBlocks: [],
  phases: [],
  failure: {
    reason: 'ended with exit code 1 before it asked for its first event: <Error> out of luck',
    output: 'Error: out of luck\n    at <anonymous>:1:7\n',
  },
};

const SKIPPED: ScenarioResult = {
  workload: { name: 'an empty handler', own: 'empty', handler: 'index.handler', event: '{}' },
  condition: 'half-a-cpu',
  details: [],
  memoryMb: 128,
  contenders: [],
  excluded: [{ name: 'llrt', reason: 'it has no node:zlib' }],
  skipped: 'cgroups cannot be written by this user',
};

function contenders(
  { rounds = 25, mood = 1, snapbootFactor = 1 }: SampleWish,
  random: Random,
  { isStored, slowdown }: { readonly isStored: boolean; readonly slowdown: number },
): ContenderResult[] {
  const time = clock(random);
  return CHARACTERS.map((who) => {
    const factor = mood * (who.name === 'snapboot' ? snapbootFactor : 1);
    const slowed = { ...who, initMs: who.initMs * slowdown };
    const cold = () => coldStart(slowed, factor, time);
    const coldStarts = Array.from({ length: rounds }, () =>
      isStored ? { ...cold(), storage: storageUse(who.reads + Math.floor(9 * random())) } : cold(),
    );
    const warmBlocks = Array.from({ length: 20 }, () => warmBlock(who.warmMs * factor, time));
    const phases = Array.from({ length: who.saysPhases ? 5 : 0 }, () => tracedStart(slowed, factor, time));
    return { name: who.name, version: who.version, coldStarts, warmBlocks, phases };
  });
}

function coldStart({ initMs, firstMs, megabytes }: Character, factor: number, time: Clock): ColdStartSample {
  const spawnToNextMs = time(initMs * factor);
  return {
    spawnToNextMs,
    nextToResponseMs: time(firstMs * factor),
    responseToNextMs: time(0.3 * factor),
    warmMs: time(0.5 * factor),
    peakRssBytes: Math.round(time(megabytes, 0.002) * 1024 ** 2),
  };
}

function tracedStart({ initMs }: Character, factor: number, time: Clock): TracedStart {
  const part = (share: number) => time(initMs * factor * share, 0.004);
  return { v8Ms: part(0.22), nodeMs: part(0.8), runtimeMs: part(0.88), handlerMs: part(0.96), nextMs: part(1) };
}

function storageUse(requests: number): StorageUse {
  return { requests, bytes: requests * 132_000 };
}

function warmBlock(medianMs: number, time: Clock): WarmBlock {
  const eventToResponseMs = Array.from({ length: 200 }, () => time(medianMs, 0.08));
  return { eventToResponseMs, eventToNextMs: eventToResponseMs.map((value) => value + time(medianMs / 3, 0.08)) };
}

function service(time: Clock): ServiceResult {
  const times = (count: number, medianMs: number) => Array.from({ length: count }, () => time(medianMs));
  return {
    memoryMb: 1769,
    cold: { bareMs: times(25, 38), preparedMs: times(25, 43), unpreparedMs: times(25, 74) },
    warm: { bareMs: times(20, 0.09), runningMs: times(20, 1.1), frozenMs: times(20, 2.2) },
    changesMs: times(10, 61),
    fleet: {
      environments: 200,
      answered: 200,
      tookMs: 8123,
      idle: { functions: 100, environments: 200, processorShare: 0.011, rssBytes: 180 * 2 ** 20 },
    },
    throughput: { environments: 8, runningPerSecond: [2410, 2380, 2455], frozenPerSecond: [1710, 1690, 1733] },
  };
}

// One value in thirty is far off: somebody else had the processor.
function clock(random: Random): Clock {
  return (medianMs, spread = 0.02) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const disturbed = spread > 0.01 && random() < 1 / 30 ? 1 + random() : 1;
    return medianMs * Math.exp(spread * normal) * disturbed;
  };
}
