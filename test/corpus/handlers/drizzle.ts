import { and, eq, inArray } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { postgresServer } from '../support/postgres-server.mjs';

const people = pgTable('people', { text: text('text'), parameters: text('parameters'), id: integer('id') });
const server = postgresServer();
let pool: pg.Pool | undefined;

export const handler = async ({ id, name }: { id: number; name: string }): Promise<unknown> => {
  pool ??= new pg.Pool(await server());
  const db = drizzle(pool);
  const query = db
    .select({ text: people.text, parameters: people.parameters })
    .from(people)
    .where(and(eq(people.id, id), inArray(people.text, [name])));
  console.log(query.toSQL());
  return await query;
};
