import { Console } from 'node:console';
import { fstatSync, writeSync } from 'node:fs';
import pino from 'pino';

const own = new Console({ stdout: process.stdout, stderr: process.stderr });
const logger = pino({ base: null, timestamp: false }, pino.destination({ sync: true }));
// A pipe holds 64 KB.
const LARGE = 'x'.repeat(150_000);

export const handler = async ({ id, name, items }) => {
  for (const item of items) {
    console.log('console', item);
    process.stdout.write(`stdout ${item}\n`);
    logger.info({ item }, LARGE);
    own.log('own', item);
    process.stdout.write(`${LARGE} of stdout\n`, () => {});
    console.log(LARGE);
    writeSync(1, `written ${item}\n`);
    process.stderr.write(`stderr ${item}\n`);
    own.error('own error', item);
    console.error(LARGE);
    process.stderr.write(`${name} ends\n`);
  }
  return { id, isPipe: fstatSync(1).isFIFO() };
};
