import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

export const handler = async ({ id, name, items }) => {
  const text = stringify([['id', 'name'], ...items.map((item) => [item + id, `"${name}"`])]);
  console.log(text);
  return parse(text, { columns: true, cast: true });
};
