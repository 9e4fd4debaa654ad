import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { FunctionConfig } from './function-config.ts';
import { codeFolders, type FunctionRegistry } from './function-registry.ts';
import { FunctionWatch } from './function-watch.ts';
import { declarationsFile, readFunctions } from './functions-at-paths.ts';

/** Where functions come from, and who hears of changes. */
export interface SourceOptions {
  /** Handler files, folders, `snapboot.json`. */
  readonly paths: readonly string[];
  /** Functions beside those. */
  readonly functions: readonly FunctionConfig[];
  /** Reads what else the files declare; where it throws UsageError, all stays as it was. */
  readonly onRead?: () => void;
  /** Called when code or declarations have changed and the registry is up to date: once for a change of many files. */
  readonly onChange: () => void;
  /** Takes what the person who runs the service should know, each in one line. */
  readonly onNotice: (line: string) => void;
  /** Folder in which this program writes while functions run. */
  readonly ownFolder?: string | undefined;
}

// An editor makes several changes in a row when it saves a file.
const SETTLE_MS = 20;
// One change of code is told once, however many files it consists of.
const CODE_SETTLE_MS = 50;

/** Keeps a registry in step with the files that functions are made of and are declared in. */
export class FunctionSources {
  readonly #registry: FunctionRegistry;
  readonly #options: SourceOptions;
  readonly #codeWatch: FunctionWatch;
  readonly #declarationsWatch: FunctionWatch;
  readonly #changed = new Set<string>();
  #reload: NodeJS.Timeout | undefined;
  #notice: NodeJS.Timeout | undefined;
  #isWatching = true;

  constructor(registry: FunctionRegistry, options: SourceOptions) {
    this.#registry = registry;
    this.#options = options;
    const shared = {
      ownFolder: options.ownFolder && resolve(options.ownFolder),
      temporaryFolder: tmpdir(),
      onFault: (error: Error) => this.#onFault(error),
    };
    this.#codeWatch = new FunctionWatch({ ...shared, onChange: (folder) => this.#onCodeChange(folder) });
    this.#declarationsWatch = new FunctionWatch({
      ...shared,
      depth: 0,
      onChange: (_folder, path) => this.#onDeclarationsChange(path),
    });
  }

  /** Reads all functions and watches their files from then on. Throws UsageError. */
  async open(): Promise<void> {
    this.#read();
    await this.#watchFiles();
    // What has changed before the watch was complete.
    this.#read();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#reload);
    clearTimeout(this.#notice);
    await Promise.all([this.#codeWatch[Symbol.asyncDispose](), this.#declarationsWatch[Symbol.asyncDispose]()]);
  }

  #read(): void {
    const { paths, functions } = this.#options;
    const read = readFunctions(paths);
    const twice = functions.find(({ name }) => read.some((config) => config.name === name));
    if (twice !== undefined) throw new UsageError(`two functions are named ${twice.name}`);
    this.#options.onRead?.();
    this.#registry.declare([...read, ...functions]);
  }

  async #watchFiles(): Promise<void> {
    await Promise.all([
      this.#codeWatch.watch(this.#registry.declared.flatMap(codeFolders)),
      this.#declarationsWatch.watch(this.#declarations().map((file) => dirname(file))),
    ]);
  }

  #declarations(): readonly string[] {
    return this.#options.paths.flatMap((path) => declarationsFile(path) ?? []);
  }

  #onCodeChange(folder: string): void {
    for (const name of this.#registry.touch(folder)) this.#changed.add(name);
    clearTimeout(this.#notice);
    this.#notice = setTimeout(() => this.#tellChanges(), CODE_SETTLE_MS).unref();
  }

  #onDeclarationsChange(path: string): void {
    if (!this.#declarations().includes(path)) return;
    clearTimeout(this.#reload);
    this.#reload = setTimeout(() => void this.#readAgain(), SETTLE_MS).unref();
  }

  async #readAgain(): Promise<void> {
    const before = this.#registry.declared.map(({ name }) => name).join(', ');
    try {
      this.#read();
      const after = this.#registry.declared.map(({ name }) => name).join(', ');
      this.#options.onChange();
      if (after !== before) this.#options.onNotice(`the functions are now ${after}`);
      await this.#watchFiles();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onNotice(`${reason}; the functions stay as they were`);
    }
  }

  #tellChanges(): void {
    if (this.#changed.size === 0) return;
    this.#options.onChange();
    const names = [...this.#changed].join(', ');
    this.#changed.clear();
    this.#options.onNotice(`files of ${names} have changed; the next invocation starts afresh`);
  }

  #onFault({ message }: Error): void {
    if (!this.#isWatching) return;
    this.#isWatching = false;
    this.#options.onNotice(`some changes of files will go unnoticed: ${message}`);
  }
}
