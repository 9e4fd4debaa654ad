import {
  ALL,
  MOST_BUCKETS,
  MOST_INVOCATIONS,
  MOST_LINES,
  type PageBucket,
  type PageChange,
  type PageEnvironment,
  type PageFunction,
  type PageInvocation,
  type PageLogLine,
} from '../page-state.ts';

export type ConnectionState = 'connecting' | 'live' | 'lost';

/** Everything that the service has told. */
export interface Store {
  connection: ConnectionState;
  /** What the clock of the service is ahead of ours. */
  aheadMs: number;
  functions: readonly PageFunction[];
  readonly environments: Map<string, PageEnvironment>;
  readonly invocations: Map<string, PageInvocation[]>;
  readonly logs: Map<string, PageLogLine[]>;
  readonly buckets: Map<string, PageBucket[]>;
}

export const store: Store = {
  connection: 'connecting',
  aheadMs: 0,
  functions: [],
  environments: new Map(),
  invocations: new Map(),
  logs: new Map(),
  buckets: new Map(),
};

const listeners = new Set<() => void>();
let isScheduled = false;

/** Tells all who listen that the store has changed; once a frame. */
export function storeChanged(): void {
  if (isScheduled) return;
  isScheduled = true;
  // A hidden page has no frames.
  setTimeout(() => {
    isScheduled = false;
    for (const listener of listeners) listener();
  }, 16);
}

/**
 * Tells of changes of the store; once a frame.
 *
 * @returns what ends it
 */
export function onStoreChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Takes over what has changed. */
export function applyChange(change: PageChange): void {
  if (change.whole) forgetAll();
  store.aheadMs = change.timeMs - Date.now();
  if (change.functions !== undefined) setFunctions(change.functions);
  for (const environment of change.environments ?? []) putEnvironment(environment);
  for (const invocation of change.invocations ?? []) putInvocation(invocation);
  for (const [name, lines] of Object.entries(change.logs ?? {})) putLines(name, lines);
  for (const [name, buckets] of Object.entries(change.buckets ?? {})) putBuckets(name, buckets);
  storeChanged();
}

/** The time of the service. */
export function serviceNow(): number {
  return Date.now() + store.aheadMs;
}

/** The last invocations of a function, or of all, the newest first. */
export function invocationsOf(name: string | undefined): readonly PageInvocation[] {
  const all = name === undefined ? [...store.invocations.values()].flat() : (store.invocations.get(name) ?? []);
  return all.toSorted((one, other) => other.id - one.id).slice(0, MOST_INVOCATIONS);
}

/** A line with the function that it is of. */
export interface NamedLine extends PageLogLine {
  readonly functionName: string;
}

/** The last lines of a function, or of all, in their order. */
export function linesOf(name: string | undefined): readonly NamedLine[] {
  const logs = name === undefined ? [...store.logs] : [[name, store.logs.get(name) ?? []] as const];
  const lines = logs.flatMap(([functionName, own]) => own.map((line) => ({ functionName, ...line })));
  return lines.toSorted((one, other) => one.id - other.id).slice(-MOST_LINES);
}

/** The environments of a function, the oldest first. */
export function environmentsOf(name: string): readonly PageEnvironment[] {
  return [...store.environments.values()].filter(({ functionName }) => functionName === name);
}

function forgetAll(): void {
  for (const part of [store.environments, store.invocations, store.logs, store.buckets]) part.clear();
}

function setFunctions(functions: readonly PageFunction[]): void {
  store.functions = functions;
  const names = new Set([ALL, ...functions.map(({ name }) => name)]);
  for (const part of [store.invocations, store.logs, store.buckets])
    for (const name of part.keys()) if (!names.has(name)) part.delete(name);
}

function putEnvironment(environment: PageEnvironment): void {
  if (environment.phase === 'stopped') store.environments.delete(environment.id);
  else store.environments.set(environment.id, environment);
}

function putInvocation(invocation: PageInvocation): void {
  const list = store.invocations.get(invocation.functionName) ?? [];
  store.invocations.set(invocation.functionName, list);
  const place = list.findLastIndex(({ id }) => id === invocation.id);
  if (place >= 0) list[place] = invocation;
  else list.push(invocation);
  if (list.length > MOST_INVOCATIONS) list.shift();
}

function putLines(name: string, lines: readonly PageLogLine[]): void {
  store.logs.set(name, [...(store.logs.get(name) ?? []), ...lines].slice(-MOST_LINES));
}

function putBuckets(name: string, buckets: readonly PageBucket[]): void {
  const known = store.buckets.get(name) ?? [];
  const firstMs = buckets[0]?.startMs ?? Number.POSITIVE_INFINITY;
  store.buckets.set(name, [...known.filter(({ startMs }) => startMs < firstMs), ...buckets].slice(-MOST_BUCKETS));
}
