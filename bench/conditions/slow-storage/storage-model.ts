import { BenchError } from '../../bench-error.ts';

/** What a read from storage costs: the latency, and its size by the bandwidth. */
export interface StorageModel {
  readonly latencyMs: number;
  /** One read after the other; otherwise as many at once as are asked for. */
  readonly serial: boolean;
  /** Millions of bytes; nothing means no limit. */
  readonly megabytesPerSecond?: number;
}

/** What explains the cold starts that others have measured in Lambda: 0.5 to 0.8 ms for each read. */
export const DEFAULT_MODEL: StorageModel = { latencyMs: 0.7, serial: false };

const MAX_LATENCY_MS = 100;

/**
 * Reads what follows the name of the condition, in any order: `0.5`, `serial`, `200MB/s`.
 *
 * @throws BenchError for anything else
 */
export function readStorageModel(options: readonly string[]): StorageModel {
  return options.reduce(withOption, DEFAULT_MODEL);

  function withOption(model: StorageModel, option: string): StorageModel {
    if (option === 'serial' || option === 'parallel') return { ...model, serial: option === 'serial' };
    const bandwidth = /^([1-9]\d*)MB\/s$/.exec(option)?.[1];
    if (bandwidth !== undefined) return { ...model, megabytesPerSecond: Number(bandwidth) };
    if (/^\d+(\.\d+)?$/.test(option) && Number(option) <= MAX_LATENCY_MS)
      return { ...model, latencyMs: Number(option) };
    throw new BenchError(
      `--condition ${['slow-storage', ...options].join(':')}: ${option || 'an empty part'} is neither milliseconds ` +
        `(0 to ${MAX_LATENCY_MS}) nor parallel, serial or a bandwidth such as 200MB/s`,
    );
  }
}

/** One line for the report. */
export function describeModel({ latencyMs, serial, megabytesPerSecond }: StorageModel): string {
  const bandwidth = megabytesPerSecond === undefined ? '' : ` and its size at ${megabytesPerSecond} MB/s`;
  return `each read takes ${latencyMs} ms${bandwidth}, ${serial ? 'one after the other' : 'many at once'}`;
}
