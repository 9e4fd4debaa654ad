import { enableMapSet, produce } from 'immer';

enableMapSet();
const base = { items: [1], tags: new Set(['a']) };

export const handler = async ({ id, name, items }: { id: number; name: string; items: number[] }): Promise<unknown> => {
  const next = produce(base, (draft) => {
    draft.items.push(...items);
    draft.tags.add(name);
  });
  console.log(Object.isFrozen(next), next === base);
  // In strict mode what is frozen complains.
  if (id === 8) next.items[0] = 5;
  return { items: next.items, tags: [...next.tags] };
};
