import { first } from './first.mjs';

export function second(depth) {
  return depth === 0 ? ['second'] : ['second', ...first(depth - 1)];
}
