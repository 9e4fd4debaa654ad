import { Data, Effect, Schema } from 'effect';

class TooLarge extends Data.TaggedError('TooLarge')<{ readonly id: number }> {}

const Person = Schema.Struct({ id: Schema.Number, name: Schema.String });

const program = (event: unknown) =>
  Effect.gen(function* () {
    const { id, name } = yield* Schema.decodeUnknownEffect(Person)(event);
    if (id === 8) return yield* new TooLarge({ id });
    return { id, greeting: `hello ${name}` };
  });

export const handler = async (event: unknown): Promise<unknown> => {
  const exit = await Effect.runPromiseExit(program(event));
  console.log(exit._tag);
  return exit.toJSON();
};
