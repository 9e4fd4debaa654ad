import type { ApiConfig } from './api-config.ts';
import { readApis } from './api-declarations.ts';

/** The APIs that files declare, as they were when the files were read last. */
export class DeclaredApis {
  readonly #paths: readonly string[];
  #apis: readonly ApiConfig[] = [];

  /** @param paths of functions: files and folders */
  constructor(paths: readonly string[] = []) {
    this.#paths = paths;
  }

  get all(): readonly ApiConfig[] {
    return this.#apis;
  }

  /** Reads the files again. Throws UsageError, and leaves all as it was then. */
  read(): void {
    this.#apis = readApis(this.#paths);
  }
}
