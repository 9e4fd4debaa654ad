import { refuse } from './findings.ts';
import { guard } from './guard.ts';
import { onWake } from './stage.ts';

/** What of Node.js's own timers a stand-in needs; the same from Node.js 20 to 26. */
type Timer = Omit<NodeJS.Timeout, '_onTimeout'> & TimerState & { readonly _destroyed: boolean };

interface TimerState {
  _onTimeout: NodeJS.Timeout['_onTimeout'] | null;
  _idleTimeout: number;
  _timerArgs: unknown;
  _repeat: number | null;
}

const started = new Set<Timer>();
const durations = new Set<number>();

/**
 * Notes the timers that are started, by either name. Those that are still due when loading is over are set again in
 * every execution environment, the same objects; before that they run as ever, since a module may wait for one.
 */
export function watchTimers(): void {
  watchTimersOf(globalThis);
  guard(AbortSignal, 'timeout', () => refuse('calls AbortSignal.timeout()'));
}

/** Also of the module `timers`, whose functions are the same. */
export function watchTimersOf(target: object): void {
  for (const name of ['setTimeout', 'setInterval']) guard(target, name, (go) => begun(go() as Timer));
}

function begun(timer: Timer): Timer {
  started.add(timer);
  durations.add(timer._idleTimeout);
  return timer;
}

/** Stops what is still due, to be set again on waking. No guard must be there any more. */
export async function putTimersOff(): Promise<void> {
  for (const timer of started) {
    if (timer._onTimeout !== null && !timer._destroyed) putOff(timer);
  }
  started.clear();
  // Timers that do not hold the process leave their list behind, in which later ones of that duration would be lost.
  for (const duration of durations) clearTimeout(setTimeout(() => {}, duration));
  durations.clear();
  // Node.js would wait for the moment at which one of them was due. It forgets it when the last timer has fired.
  await new Promise((resolve) => setTimeout(resolve, 1));
}

function putOff(timer: Timer): void {
  const { _onTimeout, _idleTimeout, _timerArgs, _repeat } = timer;
  const state: TimerState = { _onTimeout, _idleTimeout, _timerArgs, _repeat };
  const holds = timer.hasRef();
  timer.ref();
  clearTimeout(timer as NodeJS.Timeout);
  onWake(() => {
    Object.assign(timer, state);
    timer.refresh();
    if (!holds) timer.unref();
  });
}
