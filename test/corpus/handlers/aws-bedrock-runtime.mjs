import { BedrockRuntimeClient, ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { endpointOf, loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ path, text }) => {
  const asked = JSON.parse(text);
  if (path.endsWith('/invoke')) return { completion: `you said ${asked.prompt}` };
  const [{ content }] = asked.messages;
  return {
    output: { message: { role: 'assistant', content: [{ text: content[0].text.toUpperCase() }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8 },
    metrics: { latencyMs: 1 },
  };
});
const client = new BedrockRuntimeClient({
  region: 'eu-central-1',
  endpoint: endpointOf(server),
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  // HTTP/2 without TLS needs knowledge that a plain server does not share.
  requestHandler: new NodeHttpHandler(),
});

export const handler = async ({ name }) => {
  const messages = [{ role: 'user', content: [{ text: `hello ${name}` }] }];
  const { output, usage } = await client.send(new ConverseCommand({ modelId: 'model', messages }));
  const { body } = await client.send(
    new InvokeModelCommand({ modelId: 'model', body: JSON.stringify({ prompt: name }) }),
  );
  console.log('usage', usage);
  return { ...output.message, ...JSON.parse(body.transformToString()) };
};
