import '../assets/without-effects/first.mjs';
import '../assets/without-effects/second.cjs';
import { unused } from '../assets/without-effects/third.mjs';

export const handler = async ({ name }) => {
  await import('../assets/without-effects/fourth.mjs');
  console.log(globalThis.effects);
  return { name, effects: globalThis.effects };
};

export const other = unused;
