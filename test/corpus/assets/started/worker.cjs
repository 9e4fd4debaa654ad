const { parentPort, workerData } = require('node:worker_threads');
const sum = require('../modules/sum.cjs');

parentPort.postMessage(`${sum(workerData)} ${require.resolve('./worker.js') === __filename}`);
