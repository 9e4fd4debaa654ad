import { LRUCache } from 'lru-cache';

const cache = new LRUCache({ max: 2 });

export const handler = async ({ items, name }) => {
  for (const item of items) cache.set(item, name);
  console.log([...cache.keys()]);
  return { has: items.map((item) => cache.has(item)), size: cache.size };
};
