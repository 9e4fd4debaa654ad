import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Being told of what is dead, and closing what is idle, takes turns of the event loop.
const TURNS = 20;

/** Ends what would wake without its other end, and gives back memory that nobody holds. */
export async function calmDown(): Promise<void> {
  // Not imported: loading them looks at the streams that are to be muted by then.
  for (const name of ['node:http', 'node:https'] as const) process.getBuiltinModule(name).globalAgent.destroy();
  // The requests of the rehearsal are nobody's.
  performance.clearResourceTimings();
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}
