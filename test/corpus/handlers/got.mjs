import got, { HTTPError } from 'got';
import { loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ path, headers }) =>
  path === '/8' ? { status: 404, body: 'none' } : { path, accept: headers.accept },
);

export const handler = async ({ id }) => {
  try {
    return await got(`${await server()}/${id}`, { retry: { limit: 0 } }).json();
  } catch (error) {
    console.error(error.name, error instanceof HTTPError, error.response.statusCode);
    return { code: error.code };
  }
};
