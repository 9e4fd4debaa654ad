const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUE_BITS = 5;
const CONTINUES = 1 << VALUE_BITS;

/** Numbers of a segment of a source map: column here, source, line and column there, name; the latter may be missing. */
type Segment = readonly number[];

/** The mappings of a source map by lines; all numbers are absolute, so that lines can change places. */
export function readMappings(mappings: string): Segment[][] {
  const last = [0, 0, 0, 0, 0];
  return mappings.split(';').map((line) => {
    last[0] = 0;
    if (line === '') return [];
    return line.split(',').map((segment) => {
      return readNumbers(segment).map((difference, index) => {
        last[index] = (last[index] ?? 0) + difference;
        return last[index];
      });
    });
  });
}

/** The opposite of `readMappings`. */
export function writeMappings(lines: readonly (readonly Segment[])[]): string {
  const last = [0, 0, 0, 0, 0];
  const written = lines.map((segments) => {
    last[0] = 0;
    return segments
      .map((segment) => {
        const text = segment.map((value, index) => writeNumber(value - (last[index] ?? 0))).join('');
        segment.forEach((value, index) => {
          last[index] = value;
        });
        return text;
      })
      .join(',');
  });
  return written.join(';');
}

function readNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & (CONTINUES - 1)) << shift;
    shift += VALUE_BITS;
    if ((bits & CONTINUES) !== 0) continue;
    // The lowest bit is the sign.
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}

function writeNumber(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const bits = rest & (CONTINUES - 1);
    rest >>>= VALUE_BITS;
    text += DIGITS[rest > 0 ? bits | CONTINUES : bits];
  } while (rest > 0);
  return text;
}
