import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

const storage = new S3Client({ forcePathStyle: true });

export const handler = async ({ key }) => {
  const { Body } = await storage.send(new GetObjectCommand({ Bucket: 'orders', Key: key }));
  return JSON.parse(await Body.transformToString());
};
