import { createSchema, createYoga } from 'graphql-yoga';

const yoga = createYoga({
  schema: createSchema({
    typeDefs: 'type Query { greeting(name: String!): String! }',
    resolvers: { Query: { greeting: (_, { name }) => `hello ${name}` } },
  }),
  logging: { debug() {}, info: console.info, warn: console.warn, error: console.error },
});

export const handler = async ({ id, name }) => {
  const query = id === 8 ? '{ nothing }' : `{ greeting(name: ${JSON.stringify(name)}) }`;
  const response = await yoga.fetch('http://yoga/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  console.log('status', response.status);
  return await response.json();
};
