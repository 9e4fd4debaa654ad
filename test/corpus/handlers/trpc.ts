import { initTRPC, TRPCError } from '@trpc/server';
import { awsLambdaRequestHandler } from '@trpc/server/adapters/aws-lambda';
import { z } from 'zod';
import { apiEvent, shortAnswer } from '../support/api-event.mjs';

const t = initTRPC.create({ isDev: false });
const router = t.router({
  person: t.procedure.input(z.object({ id: z.number(), name: z.string() })).query(({ input }) => {
    if (input.id === 8) throw new TRPCError({ code: 'FORBIDDEN', message: `not for ${input.name}` });
    return { greeting: `hello ${input.name}` };
  }),
});
const inner = awsLambdaRequestHandler({
  router,
  createContext: () => ({}),
  onError: ({ error, path }) => console.error(path, error.code, error.message),
});

export const handler = async ({ id, name }: { id: number; name: string }, context: never): Promise<unknown> => {
  const input = encodeURIComponent(JSON.stringify({ id, name }));
  return shortAnswer(await inner(apiEvent('GET', `/person?input=${input}`) as never, context));
};
