import { z } from 'zod';

const Person = z.object({
  id: z.coerce.number().int(),
  name: z.string().max(4, 'too long'),
  items: z.array(z.number()).nonempty(),
  mail: z.email().default('nobody@example.com'),
});

export const handler = async (event: unknown): Promise<unknown> => {
  const result = Person.safeParse(event);
  if (!result.success) console.error(z.prettifyError(result.error));
  return Person.parse(event);
};
