import { Agent, request, setGlobalDispatcher } from 'undici';
import { loopbackServer } from '../support/loopback-server.mjs';

setGlobalDispatcher(new Agent({ keepAliveTimeout: 10 }));
const server = loopbackServer(({ path }) => (path === '/8' ? { status: 503, body: 'busy' } : { path }));

export const handler = async ({ id }) => {
  const { statusCode, body } = await request(`${await server()}/${id}`);
  console.log(statusCode);
  return await body.json();
};
