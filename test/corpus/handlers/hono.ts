import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { HTTPException } from 'hono/http-exception';
import { logger } from 'hono/logger';
import { apiEvent, shortAnswer } from '../support/api-event.mjs';

const app = new Hono();
app.use(logger((line: string) => console.log(line.replace(/\d+ms$/, ''))));
app.get('/people/:id', (context) => {
  if (context.req.param('id') === '8') throw new HTTPException(418, { message: 'a teapot' });
  return context.json({ id: context.req.param('id'), name: context.req.query('name') });
});
const inner = handle(app);

export const handler = async ({ id, name }: { id: number; name: string }, context: never): Promise<unknown> =>
  shortAnswer(await inner(apiEvent('GET', `/people/${id}?name=${name}`) as never, context));
