import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { endpointOf, loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ text }) => {
  const form = new URLSearchParams(text);
  if (form.get('Message').includes('Grace')) {
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>no topic</Message></Error></ErrorResponse>';
    return { status: 404, headers: { 'content-type': 'text/xml' }, body };
  }
  const body = `<PublishResponse><PublishResult><MessageId>${form.get('Message').length}</MessageId></PublishResult></PublishResponse>`;
  return { headers: { 'content-type': 'text/xml' }, body };
});
const client = new SNSClient({
  region: 'eu-central-1',
  endpoint: endpointOf(server),
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
});

export const handler = async ({ name }) => {
  console.log('publishing for', name);
  const TopicArn = 'arn:aws:sns:eu-central-1:123456789012:topic';
  const { MessageId } = await client.send(new PublishCommand({ TopicArn, Message: `hello ${name}` }));
  return { MessageId };
};
