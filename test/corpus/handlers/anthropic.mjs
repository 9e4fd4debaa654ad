import Anthropic, { BadRequestError } from '@anthropic-ai/sdk';
import { loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ text }) => {
  const [{ content }] = JSON.parse(text).messages;
  return content === 'Grace'
    ? { status: 400, body: JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: 'no' } }) }
    : { id: 'msg', type: 'message', role: 'assistant', content: [{ type: 'text', text: `hello ${content}` }] };
});
let client;

export const handler = async ({ name }) => {
  client ??= new Anthropic({ apiKey: 'key', baseURL: await server(), maxRetries: 0 });
  try {
    const messages = [{ role: 'user', content: name }];
    const { content } = await client.messages.create({ model: 'm', max_tokens: 10, messages });
    console.log('content', content);
    return content;
  } catch (error) {
    console.error(error.constructor.name, error instanceof BadRequestError);
    return { status: error.status, message: error.message };
  }
};
