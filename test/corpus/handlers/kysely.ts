import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { postgresServer } from '../support/postgres-server.mjs';

interface Database {
  people: { id: number; name: string };
}

const server = postgresServer();
const pool = async (): Promise<pg.Pool> => new pg.Pool(await server());
const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });

export const handler = async ({ id, name }: { id: number; name: string }): Promise<unknown> => {
  const query = db.selectFrom('people').selectAll().where('id', '=', id).where('name', 'in', [name, 'x']);
  console.log(query.compile().sql);
  return await query.execute();
};
