const iconv = require('iconv-lite');

exports.handler = async ({ name }) => {
  const bytes = iconv.encode(`${name} für こ`, 'shift_jis');
  console.log(iconv.encodingExists('win1252'));
  return { hex: bytes.toString('hex'), text: iconv.decode(bytes, 'shift_jis') };
};
