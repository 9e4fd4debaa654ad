import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

const app = new Hono();

app.get('/orders/:id', (context) => {
  return context.json({ id: context.req.param('id'), currency: context.req.query('currency') });
});

export const handler = handle(app);
