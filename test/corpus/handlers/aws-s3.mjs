import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { loopbackServer } from '../support/loopback-server.mjs';

const objects = new Map();
const server = loopbackServer(({ method, path, headers, text }) => {
  const { pathname, searchParams } = new URL(path, 'http://s3');
  if (searchParams.has('list-type')) {
    const contents = [...objects].map(
      ([key, { length }]) => `<Contents><Key>${key}</Key><Size>${length}</Size></Contents>`,
    );
    const body = `<?xml version="1.0"?><ListBucketResult><Name>bucket</Name>${contents.join('')}</ListBucketResult>`;
    return { headers: { 'content-type': 'application/xml' }, body };
  }
  if (method === 'PUT') {
    objects.set(pathname, text);
    return { headers: { etag: '"tag"', 'x-amz-checksum-crc32': headers['x-amz-checksum-crc32'] ?? 'none' }, body: '' };
  }
  return { headers: { 'content-type': 'text/plain' }, body: objects.get(pathname) };
});
let client;

export const handler = async ({ id, name }) => {
  client ??= new S3Client({
    region: 'eu-central-1',
    endpoint: await server(),
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  });
  const Key = `people/${id}`;
  const put = await client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: name }));
  const got = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key }));
  const list = await client.send(new ListObjectsV2Command({ Bucket: 'bucket' }));
  console.log('list', list.Contents);
  return {
    crc32: put.ChecksumCRC32,
    text: await got.Body.transformToString(),
    keys: list.Contents.map((each) => each.Key),
  };
};
