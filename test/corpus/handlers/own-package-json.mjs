import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { name } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const { exports } = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('uuid/package.json'), 'utf8'));

export const handler = async ({ id }) => {
  console.log(name);
  return { id, name, kinds: Object.keys(exports) };
};
