import type { ReadCosts } from '../../../layer/hot-pages/coldfs/mounted-coldfs.ts';
import { BenchError } from '../../bench-error.ts';

/** What explains the cold starts that others have measured in Lambda: 0.5 to 0.8 ms for each read. */
export const DEFAULT_MODEL: ReadCosts = { latencyMs: 0.7, serial: false };

const MAX_LATENCY_MS = 100;

/**
 * Reads what follows the name of the condition, in any order: `0.5`, `serial`, `200MB/s`.
 *
 * @throws BenchError for anything else
 */
export function readStorageModel(options: readonly string[]): ReadCosts {
  return options.reduce(withOption, DEFAULT_MODEL);

  function withOption(model: ReadCosts, option: string): ReadCosts {
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
export function describeModel({ latencyMs, serial, megabytesPerSecond }: ReadCosts): string {
  const bandwidth = megabytesPerSecond === undefined ? '' : ` and its size at ${megabytesPerSecond} MB/s`;
  return `each read takes ${latencyMs} ms${bandwidth}, ${serial ? 'one after the other' : 'many at once'}`;
}
