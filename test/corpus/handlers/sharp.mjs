import sharp from 'sharp';

export const handler = async ({ id }) => {
  const image = sharp({ create: { width: id, height: 4, channels: 3, background: { r: 255, g: id, b: 0 } } });
  const png = await image.png().toBuffer();
  const { format, width, height } = await sharp(png).metadata();
  console.log(format);
  return { width, height, pixel: [...(await sharp(png).resize(1, 1).raw().toBuffer())] };
};
