import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

const { resolve } = createRequire(import.meta.url);
const folder = join(import.meta.dirname, '../assets/started');

export const handler = async ({ items }) => {
  const [sum] = await once(new Worker(join(folder, 'worker.js'), { workerData: items }), 'message');
  const [again] = await once(new Worker(resolve('../assets/started/worker.cjs'), { workerData: items }), 'message');
  console.log(sum);
  return { sum, again };
};
