import QRCode from 'qrcode';

export const handler = async ({ name }) => {
  const png = await QRCode.toBuffer(name);
  console.log(png.subarray(1, 4).toString());
  return { svg: await QRCode.toString(name, { type: 'svg' }), bytes: png.length };
};
