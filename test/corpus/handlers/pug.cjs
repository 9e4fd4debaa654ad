const pug = require('pug');

exports.handler = async ({ name, items }) => {
  console.log('rendering');
  return { html: pug.render('h1 hello #{name}\nul\n  each item in items\n    li= item', { name, items }) };
};
