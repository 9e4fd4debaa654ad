import { queryObjects } from 'node:v8';

/**
 * Has every registry hear of its objects that are dead, Node.js's own included (abort signals have one): V8 does not
 * write down one that is yet to be told. It tells them one by one, each in a task of the event loop.
 */
export async function tellOfTheDead(): Promise<void> {
  collectGarbage();
  let isTold = false;
  // What dies later is told of later: then all before has been.
  const registry = new FinalizationRegistry(() => {
    isTold = true;
  });
  registry.register({}, undefined);
  collectGarbage();
  // Being told does not hold the event loop.
  for (let turn = 0; !isTold && turn < MOST_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}

// An object that a register of the processor still holds is not dead; it has been a handful of turns.
const MOST_TURNS = 1000;

/** Counting objects begins with that, with the flags of V8 that a function has. */
function collectGarbage(): void {
  const { emitWarning } = process;
  // It is called an experiment, once.
  process.emitWarning = () => {};
  queryObjects(class Nothing {}, { format: 'count' });
  process.emitWarning = emitWarning;
}
