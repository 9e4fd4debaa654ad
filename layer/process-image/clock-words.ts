import { BuildError } from '../build-error.ts';
import { type ImageFile, type ImageWord, wordBytes } from './image-file.ts';

/**
 * Finds when the process began by what native code of Node.js keeps: the launcher writes that it begins now.
 *
 * @param clock nanoseconds of the monotonic clock, in decimal, by what they are for
 * @throws BuildError when one is not there
 */
export function clockWords(image: ImageFile, clock: Readonly<Record<string, string>>): readonly ImageWord[] {
  return Object.entries(clock).flatMap(([name, nanoseconds]) => {
    const found = image.find(wordBytes(BigInt(nanoseconds)));
    if (found.length === 0) throw new BuildError(`${name} is not where this Node.js is known to have it`);
    return found.map((address): ImageWord => ({ address, kind: 'BEGIN_OF_PROCESS', count: 1 }));
  });
}
