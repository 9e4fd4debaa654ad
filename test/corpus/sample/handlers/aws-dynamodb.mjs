import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { endpointOf, loopbackServer } from '../../support/loopback-server.mjs';

const items = new Map();
const server = loopbackServer(({ headers, text }) => {
  const { Item, Key } = JSON.parse(text);
  if (headers['x-amz-target'] === 'DynamoDB_20120810.PutItem') items.set(Item.id.N, Item);
  return {
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ Item: items.get(Key?.id.N) }),
  };
});
const client = new DynamoDBClient({
  region: 'eu-central-1',
  endpoint: endpointOf(server),
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
});

export const handler = async ({ id, name }) => {
  await client.send(new PutItemCommand({ TableName: 'people', Item: { id: { N: String(id) }, name: { S: name } } }));
  const { Item } = await client.send(new GetItemCommand({ TableName: 'people', Key: { id: { N: String(id) } } }));
  console.log('found', Item);
  return Item;
};
