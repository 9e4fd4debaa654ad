import { parentPort, workerData } from 'node:worker_threads';
import sum from './sum.cjs';

parentPort.postMessage({ sum: sum(workerData) });
