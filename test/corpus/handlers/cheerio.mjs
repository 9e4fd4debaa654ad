import * as cheerio from 'cheerio';

export const handler = async ({ name, items }) => {
  const $ = cheerio.load(`<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`);
  $('li').first().text(name).addClass('first');
  console.log($('li').length);
  return {
    html: $.html(),
    texts: $('li')
      .toArray()
      .map((li) => $(li).text()),
  };
};
