import { createHash } from 'node:crypto';
import type { FunctionRegistry } from '../functions/function-registry.ts';
import type { FunctionUrlSettings } from '../functions/function-url-settings.ts';

/** The URL of a function, or of one of its aliases. */
export interface FunctionUrl extends FunctionUrlSettings {
  /** 32 letters and digits, the first part of its host name. */
  readonly urlId: string;
  readonly functionName: string;
  /** Name of an alias; absent for `$LATEST`. */
  readonly qualifier: string | undefined;
}

/** All function URLs: those of declared functions, and those that were made by the API. */
export class FunctionUrls {
  readonly #registry: FunctionRegistry;
  readonly #made = new Map<string, FunctionUrl>();

  constructor(registry: FunctionRegistry) {
    this.#registry = registry;
  }

  get all(): readonly FunctionUrl[] {
    const declared = this.#registry.declared.flatMap(({ name, url }) =>
      url === undefined ? [] : [{ ...url, urlId: declaredUrlId(name), functionName: name, qualifier: undefined }],
    );
    return [...declared, ...this.#made.values()];
  }

  /** @param urlId in lower case, as in a host name */
  byId(urlId: string): FunctionUrl | undefined {
    return this.all.find((url) => url.urlId === urlId);
  }

  byName(functionName: string, qualifier: string | undefined): FunctionUrl | undefined {
    return this.all.find((url) => url.functionName === functionName && url.qualifier === qualifier);
  }

  /** Adds a URL, or puts it in the place of the one that the same function or alias has. */
  put(url: FunctionUrl): void {
    this.#made.set(keyOf(url), url);
  }

  delete(url: Pick<FunctionUrl, 'functionName' | 'qualifier'>): void {
    this.#made.delete(keyOf(url));
  }
}

/** Where a URL is, for a server that listens on this port. */
export function functionUrlHost(urlId: string): string {
  return `${urlId}.lambda-url.localhost`;
}

/** The same in every run, so that a page or a script may hold it. */
function declaredUrlId(name: string): string {
  return createHash('sha256').update(`function URL of ${name}`).digest('hex').slice(0, 32);
}

function keyOf({ functionName, qualifier }: Pick<FunctionUrl, 'functionName' | 'qualifier'>): string {
  return `${functionName}:${qualifier ?? ''}`;
}
