import { z } from 'zod';

const SCHEMAS = Array.from({ length: 100 }, (_, index) =>
  z.object({
    kind: z.literal(`event-${index}`),
    id: z.uuid(),
    customer: z.object({ name: z.string().min(1), email: z.email(), tags: z.array(z.string()).max(10) }),
    items: z.array(z.object({ sku: z.string(), quantity: z.int().positive(), price: z.number().nonnegative() })),
    currency: z.enum(['EUR', 'USD', 'JPY']).default('EUR'),
    note: z.string().optional(),
  }),
);

export const handler = async ({ schema, order }) => SCHEMAS[schema].parse(order);
