import mysql from 'mysql2/promise';

const pool = mysql.createPool({ host: '127.0.0.1', port: 1, user: 'ada' });

export const handler = async ({ id, name, items }) => {
  console.log(mysql.format('select * from people where id = ? and name = ? and item in (?)', [id, name, items]));
  if (id === 8) await pool.query('select 1');
  return { escaped: mysql.escape(name) };
};
