const WORD = 4;

/** A piece of an endless sequence of bytes, the same wherever it is made: the one at each place follows from seed and place. */
export function seededBytes(seed: number, from: number, length: number): Uint8Array {
  const first = Math.floor(from / WORD);
  const words = new Uint32Array(Math.ceil((from + length) / WORD) - first);
  for (let index = 0; index < words.length; index += 1) words[index] = mixed(seed + first + index);
  return new Uint8Array(words.buffer, from - first * WORD, length);
}

// Murmur3's last steps: neighbours have nothing in common.
function mixed(place: number): number {
  const once = Math.imul(place ^ (place >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
