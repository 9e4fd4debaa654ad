import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { endpointOf, loopbackServer } from '../support/loopback-server.mjs';

interface Person {
  id: number;
  name: string;
  items: number[];
}

const server = loopbackServer(({ headers, text }: { headers: Record<string, string>; text: string }) => {
  if (headers['x-amz-target'] === 'DynamoDB_20120810.PutItem') return {};
  const { ExpressionAttributeValues: values } = JSON.parse(text);
  return values[':id'].N === '8'
    ? {
        status: 400,
        body: '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}',
      }
    : { Items: [{ id: values[':id'], tags: { SS: ['a', 'b'] }, nested: { M: { deep: { BOOL: true } } } }], Count: 1 };
});
const documents = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    region: 'eu-central-1',
    endpoint: endpointOf(server),
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  }),
);

export const handler = async (event: Person): Promise<unknown> => {
  await documents.send(new PutCommand({ TableName: 'people', Item: { ...event } }));
  const { Items } = await documents.send(
    new QueryCommand({
      TableName: 'people',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': event.id },
    }),
  );
  console.info('items', Items);
  return Items?.map(({ tags, ...rest }) => ({ ...rest, tags: [...tags] }));
};
