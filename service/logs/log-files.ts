import { LogFile } from './log-file.ts';
import { makeLogFolder } from './log-folder.ts';

/** The logs of all functions, a file each. */
export class LogFiles {
  readonly #folder: string;
  readonly #onFault: (error: unknown) => void;
  readonly #files = new Map<string, LogFile>();

  /**
   * @param onFault told once, when lines cannot be written; from then on they are not kept
   * @throws UsageError when there can be no such folder
   */
  constructor(folder: string, onFault: (error: unknown) => void) {
    makeLogFolder(folder);
    this.#folder = folder;
    this.#onFault = onFault;
  }

  append(functionName: string, line: string): void {
    const known = this.#files.get(functionName);
    const file = known ?? new LogFile(this.#folder, functionName, { onFault: this.#onFault });
    if (known === undefined) this.#files.set(functionName, file);
    file.append(line);
  }

  [Symbol.dispose](): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }
}
