import { ApolloServer } from '@apollo/server';
import { handlers, startServerAndCreateLambdaHandler } from '@as-integrations/aws-lambda';

const ORDERS = [
  { id: '7', currency: 'EUR', items: [{ sku: 'book', quantity: 1, price: 31.5 }] },
  { id: '8', currency: 'USD', items: [{ sku: 'pen', quantity: 3, price: 3.5 }] },
];

const typeDefs = `
  enum Currency { EUR USD JPY }
  type Item { sku: ID! quantity: Int! price: Float! }
  type Order { id: ID! currency: Currency! items: [Item!]! total: Float! }
  type Query { order(id: ID!): Order orders(currency: Currency): [Order!]! }
  type Mutation { cancel(id: ID!): Order }
`;
const resolvers = {
  Query: {
    order: (_, { id }) => ORDERS.find((order) => order.id === id),
    orders: (_, { currency }) => ORDERS.filter((order) => currency === undefined || order.currency === currency),
  },
  Mutation: { cancel: (_, { id }) => ORDERS.find((order) => order.id === id) },
  Order: { total: ({ items }) => items.reduce((sum, { quantity, price }) => sum + quantity * price, 0) },
};

const server = new ApolloServer({ typeDefs, resolvers, csrfPrevention: false });
const answer = startServerAndCreateLambdaHandler(server, handlers.createAPIGatewayProxyEventV2RequestHandler());

export const handler = async (event, context) => {
  const { statusCode, body } = await answer(event, context);
  return { statusCode, body };
};
