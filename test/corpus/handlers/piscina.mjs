import { join } from 'node:path';
import { Piscina } from 'piscina';

const filename = join(import.meta.dirname, '../assets/modules/pool-worker.mjs');

export const handler = async ({ id, items }) => {
  const pool = new Piscina({ filename, maxThreads: 2 });
  try {
    const sums = await Promise.all([pool.run({ items }), pool.run({ items: [id] })]);
    console.log(pool.completed);
    if (id === 8) await pool.run({ items }, { name: 'fail' });
    return { sums, version: Piscina.version };
  } finally {
    await pool.destroy();
  }
};
