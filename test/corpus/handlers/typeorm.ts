import 'reflect-metadata';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';

@Entity()
class Person {
  @PrimaryColumn()
  id!: number;

  @Column({ length: 100 })
  name!: string;
}

const source = new DataSource({ type: 'postgres', host: '127.0.0.1', port: 1, entities: [Person] });

export const handler = async ({ id, name }: { id: number; name: string }): Promise<unknown> => {
  const types = ['id', 'name'].map((key) => Reflect.getMetadata('design:type', Person.prototype, key)?.name);
  console.log(Person.name, types);
  if (id === 8) await source.initialize();
  return { person: Object.assign(new Person(), { id, name }), types };
};
