const { once } = require('node:events');
const { isMainThread, parentPort, Worker, workerData } = require('node:worker_threads');

if (!isMainThread) parentPort.postMessage(workerData.toReversed());

exports.handler = async ({ items }) => {
  const [reversed] = await once(new Worker(__filename, { workerData: items }), 'message');
  console.log(reversed);
  return { reversed };
};
