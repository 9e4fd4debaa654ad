import { PDFDocument, rgb, StandardFonts } from 'pdf-lib';

export const handler = async ({ name, items }) => {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const item of items)
    pdf.addPage([200, 200]).drawText(`${name} ${item}`, { font, size: 20, color: rgb(1, 0, 0) });
  const bytes = await pdf.save();
  console.log('width', font.widthOfTextAtSize(name, 20));
  return { pages: (await PDFDocument.load(bytes, { updateMetadata: false })).getPageCount(), length: bytes.length };
};
