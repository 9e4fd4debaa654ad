import 'reflect-metadata';
import { Container, inject, injectable } from 'inversify';

const NAME = Symbol.for('name');

@injectable()
class Greeter {
  greet(name: string): string {
    return `hello ${name}`;
  }
}

@injectable()
class People {
  readonly #greeter: Greeter;

  constructor(
    @inject(Greeter) greeter: Greeter,
    @inject(NAME) readonly name: string,
  ) {
    this.#greeter = greeter;
  }

  greeting(): string {
    return this.#greeter.greet(this.name);
  }
}

export const handler = async ({ name }: { name: string }): Promise<unknown> => {
  const container = new Container();
  container.bind(Greeter).toSelf().inSingletonScope();
  container.bind(People).toSelf();
  container.bind(NAME).toConstantValue(name);
  console.log(Greeter.name, container.isBound(NAME));
  return { greeting: container.get(People).greeting() };
};
