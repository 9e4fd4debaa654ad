import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { camelCase } from 'lodash-es';

const text = await readFile(join(import.meta.dirname, '../assets/templates/person.hbs'), 'utf8');
const { default: late } = await import('lodash');

export const handler = async ({ name }) => {
  console.log(text.length);
  return { name: camelCase(name), late: late.kebabCase(`${name} B`) };
};
