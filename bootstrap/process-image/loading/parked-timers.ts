import type { Internals } from '../internals.ts';

/** What of Node.js's own timers is needed; the same from Node.js 20 to 26. */
type Timer = Omit<NodeJS.Timeout, '_onTimeout'> & {
  _onTimeout: NodeJS.Timeout['_onTimeout'] | null;
  _idleTimeout: number;
  _idleStart: number;
  _idleNext: unknown;
  _timerArgs: unknown;
  _repeat: number | null;
} & Record<symbol, unknown>;

interface TimerModule {
  readonly timerListMap: Readonly<Record<string, { readonly _idlePrev: unknown } | undefined>>;
  /** By the numbers that some timers have been turned into. */
  readonly knownTimersById: Record<string, Timer>;
  readonly async_id_symbol: symbol;
  readonly kHasPrimitive: symbol;
}

/**
 * Stops all timers that are due, Node.js's own among them. Gives what sets them again, the same objects, as if they had
 * been set just then.
 */
export function parkTimers(internals: Internals): () => void {
  const module = internals.module('internal/timers') as unknown as TimerModule;
  const timers = Object.values(module.timerListMap).flatMap((list) => timersOf(list));
  const set = timers.toSorted((one, other) => one._idleStart - other._idleStart).map((timer) => park(timer, module));
  return () => {
    for (const again of set) again();
  };
}

/** A list is a ring: from its oldest timer on, which is the one before the list itself, to the list. */
function timersOf(list: object | undefined): Timer[] {
  const timers: Timer[] = [];
  for (let at = previous(list); at !== list && at !== undefined; at = previous(at)) timers.push(at as Timer);
  return timers;
}

function previous(item: object | undefined): object | undefined {
  return item && (Reflect.get(item, '_idlePrev') as object | undefined);
}

function park(timer: Timer, { knownTimersById, async_id_symbol: id, kHasPrimitive }: TimerModule): () => void {
  const { _onTimeout, _idleTimeout, _timerArgs, _repeat } = timer;
  const number = timer[kHasPrimitive] === true ? timer[id] : undefined;
  const holds = timer.hasRef();
  timer.ref();
  clearTimeout(timer as unknown as NodeJS.Timeout);
  return () => {
    Object.assign(timer, { _onTimeout, _idleTimeout, _timerArgs, _repeat });
    timer.refresh();
    if (!holds) timer.unref();
    if (number === undefined) return;
    timer[id] = number;
    knownTimersById[String(number)] = timer;
  };
}
