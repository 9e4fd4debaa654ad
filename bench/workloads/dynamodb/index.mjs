import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient());

export const handler = async (order) => {
  const put = new PutCommand({ TableName: 'orders', Item: order, ReturnValues: 'ALL_OLD' });
  const { Attributes } = await documents.send(put);
  return Attributes;
};
