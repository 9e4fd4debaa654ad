import knex from 'knex';
import { postgresServer } from '../support/postgres-server.mjs';

const db = knex({ client: 'pg', version: '17.0', connection: postgresServer() });

export const handler = async ({ id, name, items }) => {
  const query = db('people').where({ id }).whereIn('item', items).orWhere('name', name).orderBy('id');
  console.log(query.toSQL().sql);
  return { rows: await query, text: query.toString() };
};
