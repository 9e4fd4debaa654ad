export const handler = async ({ id, name }) => {
  const { marked } = await import('marked');
  const { default: _ } = await import('lodash');
  const { sep } = await import('node:path');
  const { greeting } = await import(`../assets/modules/greeting-${id === 8 ? 'loud' : 'soft'}.mjs`);
  console.log(sep);
  return { html: await marked.parse(`*${name}*`), last: _.last([1, id]), greeting: greeting(name) };
};
