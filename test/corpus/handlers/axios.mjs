import axios, { isAxiosError } from 'axios';
import { loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ method, path, headers, text }) =>
  path.includes('id=8') ? { status: 500, body: '{"no":true}' } : { method, path, type: headers['content-type'], text },
);

export const handler = async ({ id, name }) => {
  const client = axios.create({ baseURL: await server() });
  try {
    const { data, status } = await client.post('/people', { name }, { params: { id } });
    console.log(status);
    return data;
  } catch (error) {
    console.error(isAxiosError(error), error.message);
    return { code: error.code, data: error.response.data };
  }
};
