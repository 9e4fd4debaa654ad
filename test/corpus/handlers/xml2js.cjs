const { Builder, parseStringPromise } = require('xml2js');

exports.handler = async (event) => {
  const xml = new Builder({ headless: true }).buildObject({ person: event });
  console.log(xml);
  return await parseStringPromise(event.id === 8 ? `${xml}<` : xml);
};
