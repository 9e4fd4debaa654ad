import { camelCase, chunk, merge } from 'lodash-es';

export const handler = async ({ items, name }) => {
  console.log(chunk(items, 2));
  return merge({ a: { name: camelCase(`hello ${name}`) } }, { a: { items } });
};
