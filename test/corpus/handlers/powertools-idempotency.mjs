import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { endpointOf, loopbackServer } from '../support/loopback-server.mjs';

const seen = [];
const server = loopbackServer(({ headers, text }) => {
  const { Item, Key } = JSON.parse(text);
  seen.push([headers['x-amz-target'], (Item ?? Key).id.S]);
  return {};
});
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: 'idempotency',
  clientConfig: {
    region: 'eu-central-1',
    endpoint: endpointOf(server),
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  },
});

const once = makeIdempotent(async ({ name }) => ({ greeting: `hello ${name}` }), {
  persistenceStore,
  keyPrefix: 'corpus',
  config: new IdempotencyConfig({ eventKeyJmesPath: 'id' }),
});

export const handler = async (event, context) => {
  const answer = await once(event, context);
  console.log(seen.splice(0));
  return answer;
};
