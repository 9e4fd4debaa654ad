import Koa from 'koa';
import serverless from 'serverless-http';
import { apiEvent, shortAnswer } from '../support/api-event.mjs';

const app = new Koa();
app.on('error', ({ status, message }) => console.error(status, message));
app.use(async (context, next) => {
  context.set('x-first', '1');
  await next();
});
app.use((context) => {
  if (context.path === '/8') context.throw(402, 'pay first');
  context.body = { path: context.path, first: context.response.get('x-first') };
});
const inner = serverless(app);

export const handler = async ({ id }, context) => shortAnswer(await inner(apiEvent('GET', `/${id}`), context));
