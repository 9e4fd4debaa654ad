import Redis from 'ioredis';
import { redisServer } from '../support/redis-server.mjs';

const address = await redisServer()();
const redis = new Redis({ ...address, lazyConnect: true });

export const handler = async ({ id, name }) => {
  await redis.set(`name:${id}`, name);
  const [[, count]] = await redis.pipeline().incr('count').exec();
  console.log('count', count);
  if (id === 8) await redis.call('FAIL');
  return { name: await redis.get(`name:${id}`), count };
};
