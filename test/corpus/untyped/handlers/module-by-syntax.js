import { readFile } from 'node:fs/promises';
import { greet } from '../lib/greet.mjs';

const { private: isPrivate } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

export const handler = async ({ id, name }) => {
  console.log(typeof require, import.meta.filename);
  const { farewell } = await import('../lib/farewell.js');
  return { isPrivate, text: id === 8 ? farewell(name) : greet(name) };
};
