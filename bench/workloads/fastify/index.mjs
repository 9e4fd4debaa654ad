import awsLambdaFastify from '@fastify/aws-lambda';
import fastify from 'fastify';

const app = fastify();

app.get('/orders/:id', async ({ params, query }) => ({ id: params.id, currency: query.currency }));

const proxy = awsLambdaFastify(app);

export const handler = async (event, context) => {
  // Its headers hold the time of day: no two answers are the same.
  const { statusCode, body } = await proxy(event, context);
  return { statusCode, body };
};
