import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const lodash = require('lodash');
const { version } = require('luxon/package.json');
const data = require('../assets/locales/en.json');

export const handler = async ({ items, name }) => {
  const own = createRequire(import.meta.url);
  console.log(lodash.chunk(items, 2), version.split('.').length);
  return { text: data.greeting.replace('{{name}}', name), sum: own('../assets/modules/sum.cjs')(items) };
};
