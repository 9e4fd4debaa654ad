import pg from 'pg';
import { postgresServer } from '../../support/postgres-server.mjs';

const server = postgresServer();

export const handler = async ({ id, name }) => {
  const client = new pg.Client(id === 8 ? { host: '127.0.0.1', port: 1 } : await server());
  await client.connect();
  const { rows } = await client.query('select * from people where id = $1 and name = $2', [id, name]);
  console.log(client.escapeLiteral(name), rows);
  await client.end();
  return rows;
};
