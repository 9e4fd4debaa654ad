import { expect } from 'vitest';
import type { BootModes } from './boot-modes.ts';
import { BARE_CRASH, EXPLAINED_REFUSAL } from './snapshot-refusal.ts';

/** Expects a handler to do the same in all modes, or no snapshot and no image of it for a reason that a person understands. */
export function expectSame({ plain, compiled, snapshot, image }: BootModes): void {
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
  // A note of the bootstrap that the image is not used would stand in what it writes.
  if (image === undefined) return;
  if ('refusal' in image)
    expect(image.refusal).toMatch(/^no image(?: was taken, the function is compiled)?: \S[^\n]*$/);
  else expect(image.run).toEqual(plain.run);
}
