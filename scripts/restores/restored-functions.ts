/** Functions that use much of Node.js, and answer the same each time but for what is drawn. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  empty: `exports.handler = async (event) => ({ event });`,

  random: `const crypto = require('node:crypto');
    exports.handler = async ({ n }) => ({ n, drawn: [Math.random(), crypto.randomUUID(), crypto.randomInt(2 ** 47),
      crypto.randomBytes(16).toString('hex'), crypto.getRandomValues(new Uint32Array(2)).join()] });`,

  busy: `const { Worker } = require('node:worker_threads');
    const { execFileSync } = require('node:child_process');
    const zlib = require('node:zlib');
    const fs = require('node:fs/promises');
    const big = Buffer.alloc(3_000_000, 'snapboot');
    exports.handler = async ({ n }) => {
      const garbage = Array.from({ length: 200_000 }, (_, at) => ({ at, text: String(at) }));
      const zipped = zlib.gunzipSync(zlib.gzipSync(big)).equals(big);
      const packed = await new Promise((resolve, reject) => zlib.brotliCompress(big.subarray(0, 100_000), (error, bytes) => error ? reject(error) : resolve(bytes.length > 0)));
      const child = execFileSync('/bin/echo', ['child'], { encoding: 'utf8' }).trim();
      const worker = await new Promise((resolve, reject) => new Worker('require("worker_threads").parentPort.postMessage(6 * 7)', { eval: true }).on('message', resolve).on('error', reject));
      const file = (await fs.readFile('/proc/self/stat', 'utf8')).startsWith(String(process.pid));
      const timer = await new Promise((resolve) => setTimeout(resolve, 5, 'timer'));
      return { n, zipped, packed, child, worker, file, timer, garbage: garbage.length };
    };`,
};
