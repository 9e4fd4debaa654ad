import * as v from 'valibot';

const Person = v.object({ id: v.pipe(v.number(), v.maxValue(7, 'too large')), name: v.string() });

export const handler = async (event: unknown): Promise<unknown> => {
  const { issues } = v.safeParse(Person, event);
  console.log(issues?.map(({ message }) => message));
  return v.parse(Person, event);
};
