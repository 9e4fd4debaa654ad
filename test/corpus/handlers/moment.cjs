const moment = require('moment');
require('moment/locale/fr');

exports.handler = async ({ id }) => {
  const date = moment.utc('2026-01-31').add(id, 'months');
  console.log(date.toISOString(), moment.locales());
  // Which languages there are depends on what is installed: `moment` asks for them by a variable.
  return { fr: date.locale('fr').format('LLLL'), pl: date.locale('pl').format('LLLL') };
};
