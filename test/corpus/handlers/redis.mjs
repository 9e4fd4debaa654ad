import { createClient } from 'redis';
import { redisServer } from '../support/redis-server.mjs';

const server = redisServer();
let client;

export const handler = async ({ id, name }) => {
  client ??= await connected();
  await client.set(`name:${id}`, name);
  console.log('count', await client.incr('count'));
  if (id === 8) await client.sendCommand(['FAIL']);
  return { name: await client.get(`name:${id}`) };
};

async function connected() {
  const { host, port } = await server();
  return await createClient({ RESP: 2, socket: { host, port } }).connect();
}
