import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';

const loud = join(import.meta.dirname, '../assets/modules/loud-transport.mjs');

export const handler = async ({ id, name }) => {
  const folder = await mkdtemp(join(tmpdir(), 'pino-'));
  const files = ['lines.log', 'loud.log'].map((file) => join(folder, file));
  const transport = pino.transport({
    targets: [
      { target: 'pino/file', level: 'info', options: { destination: files[0] } },
      { target: loud, level: 'error', options: { file: files[1] } },
    ],
  });
  await once(transport, 'ready');
  // From then on nothing else keeps an idle process waiting for it.
  transport.ref();
  const logger = pino({ base: null, timestamp: false }, transport);
  logger.info({ id }, 'hello %s', name);
  logger.error('logged only');
  await new Promise((resolve) => logger.flush(resolve));
  transport.end();
  await once(transport, 'close');
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8')));
  await rm(folder, { recursive: true });
  console.log(texts.join(''));
  return { texts };
};
