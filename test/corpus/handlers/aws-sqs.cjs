const { SQSClient, SendMessageCommand, ReceiveMessageCommand } = require('@aws-sdk/client-sqs');
const { createHash } = require('node:crypto');
const { endpointOf, loopbackServer } = require('../support/loopback-server.mjs');

const queue = [];
const md5 = (text) => createHash('md5').update(text).digest('hex');
const server = loopbackServer(({ headers, text }) => {
  const { MessageBody: Body } = JSON.parse(text);
  if (headers['x-amz-target'] === 'AmazonSQS.SendMessage')
    queue.push({ Body, MD5OfBody: md5(Body), MessageId: `${queue.length}` });
  return { MessageId: `${queue.length}`, MD5OfMessageBody: md5(Body ?? ''), Messages: queue };
});
const client = new SQSClient({
  region: 'eu-central-1',
  endpoint: endpointOf(server),
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
});

exports.handler = async ({ name }) => {
  const QueueUrl = 'https://sqs.eu-central-1.amazonaws.com/123456789012/queue';
  const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: `hello ${name}` }));
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  console.log('message', MessageId);
  return { MessageId, bodies: Messages.map(({ Body }) => Body) };
};
