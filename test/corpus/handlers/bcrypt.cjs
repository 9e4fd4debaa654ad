const bcrypt = require('bcrypt');

exports.handler = async ({ name }) => {
  const hash = await bcrypt.hash(name, '$2b$04$abcdefghijklmnopqrstuu');
  console.log(await bcrypt.compare('no', hash));
  return { hash, same: await bcrypt.compare(name, hash) };
};
