const PDFDocument = require('pdfkit');

exports.handler = async ({ name }) => {
  const pdf = new PDFDocument({ compress: false, info: { CreationDate: new Date(0) } });
  const parts = [];
  pdf.on('data', (part) => parts.push(part));
  pdf.font('Times-Roman').text(`hello ${name}`);
  const width = pdf.widthOfString(name);
  pdf.end();
  await new Promise((resolve) => pdf.on('end', resolve));
  console.log('parts', parts.length);
  return { width, isPdf: Buffer.concat(parts).toString('latin1').startsWith('%PDF') };
};
