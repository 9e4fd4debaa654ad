const mime = require('mime-types');
const Busboy = require('busboy');

exports.handler = async ({ name }) => {
  const fields = {};
  const busboy = Busboy({ headers: { 'content-type': 'multipart/form-data; boundary=b' } });
  busboy.on('field', (key, value) => {
    fields[key] = value;
  });
  const closed = new Promise((resolve) => busboy.on('close', resolve));
  busboy.end(`--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n${name}\r\n--b--\r\n`);
  await closed;
  console.log(mime.lookup('a.json'));
  return { fields, type: mime.contentType(`${name}.html`) };
};
