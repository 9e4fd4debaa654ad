import { ApolloServer } from '@apollo/server';
import { handlers, startServerAndCreateLambdaHandler } from '@as-integrations/aws-lambda';
import { GraphQLError } from 'graphql';
import { apiEvent, shortAnswer } from '../support/api-event.mjs';

const typeDefs = `
  type Person { id: ID!, name: String!, items: [Int!]! }
  type Query { person(id: ID!, name: String!): Person }
`;
const resolvers = {
  Query: {
    person: (_, { id, name }) => {
      if (id === '8') throw new GraphQLError('no such person', { extensions: { code: 'NOT_FOUND' } });
      return { id, name, items: [1, 2] };
    },
  },
};
const server = new ApolloServer({ typeDefs, resolvers, includeStacktraceInErrorResponses: false });
const inner = startServerAndCreateLambdaHandler(server, handlers.createAPIGatewayProxyEventV2RequestHandler());

export const handler = async ({ id, name }, context) => {
  console.log('asked for', id);
  const query = 'query($id: ID!, $name: String!) { person(id: $id, name: $name) { id name items } }';
  return shortAnswer(await inner(apiEvent('POST', '/', { query, variables: { id, name } }), context));
};
