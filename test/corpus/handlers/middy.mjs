import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import jsonBodyParser from '@middy/http-json-body-parser';
import validator from '@middy/validator';
import { transpileSchema } from '@middy/validator/transpile';
import { apiEvent } from '../support/api-event.mjs';

const schema = {
  type: 'object',
  required: ['body'],
  properties: { body: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 4 } } } },
};
const inner = middy()
  .use(httpHeaderNormalizer())
  .use(jsonBodyParser())
  .use(validator({ eventSchema: transpileSchema(schema) }))
  .use(httpErrorHandler({ logger: (error) => console.error(error.statusCode, error.message) }))
  .handler(async ({ body, headers }) => ({ statusCode: 200, body: `${body.name} ${headers['content-type']}` }));

export const handler = async ({ name }, context) => await inner(apiEvent('POST', '/', { name }), context);
