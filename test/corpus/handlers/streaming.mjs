import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';

export const handler = async ({ name, items }) => {
  const parts = [];
  const collect = async (source) => {
    for await (const part of source) parts.push(part);
  };
  await pipeline(Readable.from(items.map((item) => `${name} ${item}\n`)), createGzip(), collect);
  console.log('zipped');
  return { text: gunzipSync(Buffer.concat(parts)).toString() };
};
