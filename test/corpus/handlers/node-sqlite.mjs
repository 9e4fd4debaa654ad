import { DatabaseSync } from 'node:sqlite';

const db = new DatabaseSync(':memory:');
db.exec('create table people (id integer primary key, name text)');

export const handler = async ({ id, name }) => {
  db.prepare('insert into people values (?, ?)').run(id, name);
  console.log('inserted', id);
  return db.prepare('select id, name from people order by id').all();
};
