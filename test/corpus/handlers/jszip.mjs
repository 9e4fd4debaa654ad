import JSZip from 'jszip';

export const handler = async ({ name, items }) => {
  const zip = new JSZip();
  for (const item of items) zip.file(`${item}.txt`, name, { date: new Date(0) });
  const bytes = await zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
  const again = await JSZip.loadAsync(bytes);
  console.log(Object.keys(again.files));
  return { length: bytes.length, text: await again.file(`${items[0]}.txt`).async('string') };
};
