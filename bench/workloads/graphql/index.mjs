import { createSchema, createYoga } from 'graphql-yoga';

const ORDERS = [
  { id: '7', currency: 'EUR', items: [{ sku: 'book', quantity: 1, price: 31.5 }] },
  { id: '8', currency: 'USD', items: [{ sku: 'pen', quantity: 3, price: 3.5 }] },
];

const schema = createSchema({
  typeDefs: `
    enum Currency { EUR USD JPY }
    type Item { sku: ID! quantity: Int! price: Float! }
    type Order { id: ID! currency: Currency! items: [Item!]! total: Float! }
    type Query { order(id: ID!): Order orders(currency: Currency): [Order!]! }
    type Mutation { cancel(id: ID!): Order }
  `,
  resolvers: {
    Query: {
      order: (_, { id }) => ORDERS.find((order) => order.id === id),
      orders: (_, { currency }) => ORDERS.filter((order) => currency === undefined || order.currency === currency),
    },
    Mutation: { cancel: (_, { id }) => ORDERS.find((order) => order.id === id) },
    Order: { total: ({ items }) => items.reduce((sum, { quantity, price }) => sum + quantity * price, 0) },
  },
});

const yoga = createYoga({ schema, logging: false });

export const handler = async ({ rawPath, rawQueryString, headers, requestContext }) => {
  const url = `https://${requestContext.domainName}${rawPath}?${rawQueryString}`;
  const response = await yoga.fetch(url, { method: requestContext.http.method, headers });
  return { statusCode: response.status, body: await response.text() };
};
