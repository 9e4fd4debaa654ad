import { get } from 'lodash-es';
import sum from '../assets/modules/sum.cjs';

class NoItems extends Error {
  name = 'NoItems';
}

export const handler = async ({ id, items }) => {
  console.log(sum(items));
  if (id !== 8) return { first: get({ items }, 'items[0]') };
  throw new NoItems('nothing to do', { cause: new TypeError('because') });
};
