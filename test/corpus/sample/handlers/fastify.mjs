import awsLambdaFastify from '@fastify/aws-lambda';
import fastify from 'fastify';
import { apiEvent, shortAnswer } from '../../support/api-event.mjs';

const app = fastify({
  logger: { level: 'info', base: null, timestamp: false, stream: process.stdout },
  disableRequestLogging: true,
});
app.post(
  '/people',
  {
    schema: {
      body: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 4 } } },
      response: { 200: { type: 'object', properties: { greeting: { type: 'string' } } } },
    },
  },
  async ({ body, log }) => {
    log.info({ name: body.name }, 'greeting');
    return { greeting: `hello ${body.name}`, secret: 'left out' };
  },
);
const proxy = awsLambdaFastify(app);
await app.ready();

export const handler = async ({ name }, context) =>
  shortAnswer(await proxy(apiEvent('POST', '/people', { name }), context));
