import OpenAI from 'openai';
import { loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ text }) => {
  const { messages, stream } = JSON.parse(text);
  const [{ content }] = messages;
  if (content.includes('Grace'))
    return { status: 400, body: JSON.stringify({ error: { message: 'not for you', code: 'x' } }) };
  const words = stream ? content.split(' ') : [];
  const body = [...words.map((word) => JSON.stringify({ choices: [{ delta: { content: word } }] })), '[DONE]'];
  return { headers: { 'content-type': 'text/event-stream' }, body: body.map((line) => `data: ${line}\n\n`).join('') };
});
let client;

export const handler = async ({ name }) => {
  client ??= new OpenAI({ apiKey: 'key', baseURL: await server(), maxRetries: 0 });
  const parts = [];
  const messages = [{ role: 'user', content: `hello dear ${name}` }];
  for await (const { choices } of await client.chat.completions.create({ model: 'm', messages, stream: true })) {
    parts.push(choices[0].delta.content);
  }
  console.log('parts', parts.length);
  return parts;
};
