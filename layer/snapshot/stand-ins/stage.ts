/** A function that is put into a snapshot is loaded on the build machine, and wakes in every execution environment. */
export type Stage = 'loading' | 'asleep' | 'awake';

let stage: Stage = 'loading';
const wakers: (() => void)[] = [];

/** Whether the function is being loaded: only then stand-ins do anything else than what they stand for. */
export function isLoading(): boolean {
  return stage !== 'awake';
}

/** Has something done in every execution environment, before the function is asked for anything; in this order. */
export function onWake(waker: () => void): void {
  wakers.push(waker);
}

/** From here on stand-ins are what they stand for. */
export function wakeUp(): void {
  stage = 'awake';
}

/** Does what loading has put off. */
export function catchUp(): void {
  for (const waker of wakers.splice(0)) waker();
}
