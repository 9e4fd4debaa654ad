import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import { IsInt, IsString, Max, ValidateNested, validate } from 'class-validator';

class Name {
  @IsString()
  text!: string;
}

class Person {
  @IsInt()
  @Max(7)
  id!: number;

  @ValidateNested()
  @Type(() => Name)
  name!: Name;
}

export const handler = async ({ id, name }: { id: number; name: string }): Promise<unknown> => {
  const person = plainToInstance(Person, { id, name: { text: name } });
  const errors = await validate(person);
  console.log(Reflect.getMetadata('design:type', Person.prototype, 'name')?.name, person.name instanceof Name);
  return { errors: errors.map(({ property, constraints }) => ({ property, constraints })), name: person.name.text };
};
