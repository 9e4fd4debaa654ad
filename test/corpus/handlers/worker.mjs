import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export const handler = async ({ items }) => {
  const worker = new Worker(new URL('../assets/modules/worker.mjs', import.meta.url), { workerData: items });
  const [answer] = await once(worker, 'message');
  console.log('worker has answered');
  return answer;
};
