import { parentPort, workerData } from 'node:worker_threads';
import { get } from 'lodash-es';
import sum from '../modules/sum.cjs';

parentPort.postMessage([sum(workerData), get({ items: workerData }, 'items[0]')]);
