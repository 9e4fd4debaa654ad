import { first } from '../assets/modules/first.mjs';
import * as all from '../assets/modules/max.cjs';
import sum from '../assets/modules/sum.cjs';

export const handler = async ({ items }) => {
  console.log(all.unit);
  return { depth: first(items.length), sum: sum(items), max: all.default(items) };
};
