import { loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ path, text }) => ({ path, text }));
const headers = new Headers({ 'x-own': '1' });

export const handler = async ({ id, name }) => {
  const form = new FormData();
  form.set('name', name);
  const response = await fetch(`${await server()}/${id}`, { method: 'POST', headers, body: new URLSearchParams(form) });
  console.log(response.ok);
  return await response.json();
};
