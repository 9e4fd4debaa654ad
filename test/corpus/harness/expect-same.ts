import { expect } from 'vitest';
import type { BootModes } from './boot-modes.ts';
import { isExplained } from './image-refusal.ts';

/** Expects a handler to do the same in all modes, or no image of it for a reason that a person understands. */
export function expectSame({ plain, compiled, image }: BootModes): void {
  expect(plain.run).toMatchObject({ end: 'idle', answers: [{ call: 'response' }, {}] });
  expect(compiled.run).toEqual(plain.run);
  if ('refusal' in image) expect(image.refusal).toSatisfy(isExplained);
  // A note of the bootstrap that the image is not used would stand in what it writes.
  else expect(image.run).toEqual(plain.run);
}
