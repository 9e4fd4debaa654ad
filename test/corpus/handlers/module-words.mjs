import { Same as First, Named, words } from '../assets/modules/named.mjs';
import { Same as Second } from '../assets/modules/second-named.mjs';

const here = new URL('.', import.meta.url);

function ownName() {
  return ownName.name;
}

export const handler = async ({ id }) => {
  console.log(ownName(), Named.name, new Named().constructor.name);
  const types = [typeof require, typeof module, typeof exports, typeof __filename, typeof __dirname];
  if (id === 8) return require('node:fs').constants;
  return {
    types: [types, words],
    names: [First.name, Second.name, handler.name, (() => {}).name],
    meta: [import.meta.filename, import.meta.dirname, import.meta.url, import.meta.main, Object.keys(import.meta)],
    resolved: [import.meta.resolve('../assets/modules/named.mjs'), import.meta.resolve('uuid')],
    here: here.pathname,
  };
};
