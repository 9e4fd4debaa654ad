const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const Handlebars = require('handlebars');

Handlebars.registerHelper('loud', (text) => text.toUpperCase());
const template = Handlebars.compile(readFileSync(join(__dirname, '../assets/templates/person.hbs'), 'utf8'));

exports.handler = async (event) => {
  console.log(Handlebars.VERSION.split('.').length);
  return { text: template(event) };
};
