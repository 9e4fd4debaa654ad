import fetch, { Headers } from 'node-fetch';
import { loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ path, headers }) => ({ path, own: headers['x-own'] }));

export const handler = async ({ id, name }) => {
  const response = await fetch(`${await server()}/${id}`, { headers: new Headers({ 'x-own': name }) });
  console.log(response.status);
  return await response.json();
};
