import { expect } from 'vitest';
import type { BootModes } from './boot-modes.ts';
import { BARE_CRASH, EXPLAINED_REFUSAL } from './snapshot-refusal.ts';

/** Expects a handler to do the same in all modes, or no snapshot of it for a reason that a person understands. */
export function expectSame({ plain, compiled, snapshot }: BootModes): void {
  expect(plain.run).toMatchObject({ end: 'idle', answers: [{ call: 'response' }, {}] });
  expect(compiled.run).toEqual(plain.run);
  expect(compiled.isFromSnapshot).toBe(false);
  if ('refusal' in snapshot) {
    expect(snapshot.refusal).toMatch(EXPLAINED_REFUSAL);
    expect(snapshot.refusal).not.toMatch(BARE_CRASH);
  } else {
    expect(snapshot.run).toEqual(plain.run);
    expect(snapshot.isFromSnapshot).toBe(true);
  }
}
