import { createHash } from 'node:crypto';
import type { FunctionConfig } from '../functions/function-config.ts';
import type { FunctionRegistry } from '../functions/function-registry.ts';
import type { Collection, StateDatabase } from '../state/state-database.ts';
import type { FunctionUrl, FunctionUrlOwner } from './function-url.ts';

/** All function URLs: those of declared functions, and those that were made by the API. */
export class FunctionUrls {
  readonly #registry: FunctionRegistry;
  readonly #stored: Collection<FunctionUrl>;
  readonly #made: Map<string, FunctionUrl>;
  readonly #openedMs = Date.now();

  /** @param database keeps those that were made */
  constructor(registry: FunctionRegistry, database: StateDatabase) {
    this.#registry = registry;
    this.#stored = database.collection('function URLs');
    this.#made = new Map(this.#stored.list().map((url) => [keyOf(url), url]));
  }

  /** Those of declared functions come first. */
  get all(): readonly FunctionUrl[] {
    return [...this.#registry.declared.flatMap((config) => this.#declared(config)), ...this.#made.values()];
  }

  /** @param urlId in lower case, as in a host name */
  byId(urlId: string): FunctionUrl | undefined {
    return this.all.find((url) => url.urlId === urlId);
  }

  byOwner({ functionName, qualifier }: FunctionUrlOwner): FunctionUrl | undefined {
    return this.all.find((url) => url.functionName === functionName && url.qualifier === qualifier);
  }

  /** Whether a URL stands in a file, where alone it can be changed. */
  isDeclared({ urlId }: FunctionUrl): boolean {
    return ![...this.#made.values()].some((url) => url.urlId === urlId);
  }

  /** Adds a URL, or puts it in the place of the one that the same function or alias has. */
  put(url: FunctionUrl): void {
    this.#stored.put(keyOf(url), url);
    this.#made.set(keyOf(url), url);
  }

  delete(owner: FunctionUrlOwner): void {
    this.#stored.delete(keyOf(owner));
    this.#made.delete(keyOf(owner));
  }

  /** A function is gone, or one of its aliases, and its URLs with it. */
  forget(functionName: string, qualifier?: string): void {
    const gone = [...this.#made.values()].filter(
      (url) => url.functionName === functionName && (qualifier === undefined || url.qualifier === qualifier),
    );
    for (const url of gone) this.delete(url);
  }

  #declared({ name, url }: FunctionConfig): readonly FunctionUrl[] {
    if (url === undefined) return [];
    const times = { createdMs: this.#openedMs, modifiedMs: this.#openedMs };
    return [{ ...url, urlId: declaredUrlId(name), functionName: name, qualifier: undefined, ...times }];
  }
}

/** The same in every run, so that a page or a script may hold it. */
function declaredUrlId(name: string): string {
  return createHash('sha256').update(`function URL of ${name}`).digest('hex').slice(0, 32);
}

function keyOf({ functionName, qualifier }: FunctionUrlOwner): string {
  return `${functionName}:${qualifier ?? ''}`;
}
