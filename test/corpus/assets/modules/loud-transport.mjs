import { appendFile, writeFile } from 'node:fs/promises';
import build from 'pino-abstract-transport';

export default async ({ file }) => {
  await writeFile(file, '');
  return build(async (source) => {
    for await (const { msg } of source) await appendFile(file, `${msg.toUpperCase()}\n`);
  });
};
