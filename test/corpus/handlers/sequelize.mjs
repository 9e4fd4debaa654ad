import { DataTypes, Sequelize } from 'sequelize';
import { postgresServer } from '../support/postgres-server.mjs';

const sequelize = new Sequelize({
  dialect: 'postgres',
  ...(await postgresServer()()),
  logging: (sql) => console.log(sql),
});
const Person = sequelize.define('person', {
  id: { type: DataTypes.INTEGER, primaryKey: true },
  name: DataTypes.STRING,
});

export const handler = async ({ id, name }) => {
  const person = Person.build({ id, name });
  await person.validate();
  const [[row]] = await sequelize.query('select * from people where id = $1', { bind: [id] });
  return { row, json: person.toJSON(), instance: person instanceof Person };
};
