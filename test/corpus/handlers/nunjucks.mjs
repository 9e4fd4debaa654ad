import { join } from 'node:path';
import nunjucks from 'nunjucks';

const environment = nunjucks.configure(join(import.meta.dirname, '..', 'assets', 'templates'), { autoescape: true });

export const handler = async ({ name, items }) => {
  console.log(environment.opts.autoescape);
  return { text: environment.render('person.njk', { name: `<${name}>`, items }) };
};
