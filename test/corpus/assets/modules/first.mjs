import { second } from './second.mjs';

export function first(depth) {
  return depth === 0 ? ['first'] : ['first', ...second(depth - 1)];
}
