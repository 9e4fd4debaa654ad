import type { AlarmConfig } from './alarm-config.ts';
import { readAlarms } from './alarm-declarations.ts';

/** The alarms that files declare, as they were when the files were read last. */
export class DeclaredAlarms {
  readonly #paths: readonly string[];
  #alarms: readonly AlarmConfig[] = [];

  /** @param paths of functions: files and folders */
  constructor(paths: readonly string[] = []) {
    this.#paths = paths;
  }

  get all(): readonly AlarmConfig[] {
    return this.#alarms;
  }

  /**
   * Reads the files again. Throws UsageError.
   *
   * @returns what makes the alarms those that were read
   */
  read(): () => void {
    const alarms = readAlarms(this.#paths);
    return () => {
      this.#alarms = alarms;
    };
  }
}
