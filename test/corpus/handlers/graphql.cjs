const { buildSchema, execute, GraphQLSchema, parse, validate } = require('graphql');
const { makeExecutableSchema } = require('@graphql-tools/schema');

const schema = makeExecutableSchema({
  typeDefs: 'type Query { sum(items: [Int!]!): Int! }',
  resolvers: { Query: { sum: (_, { items }) => items.reduce((one, other) => one + other, 0) } },
});

exports.handler = async ({ items }) => {
  const document = parse(`{ sum(items: [${items}]) }`);
  console.log(
    validate(schema, document),
    schema instanceof GraphQLSchema,
    buildSchema('type Query { a: Int }').getQueryType().name,
  );
  return await execute({ schema, document });
};
