import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

export const handler = async ({ name }) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => socket.on('message', (text) => socket.send(`hello ${text}`)));
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
  await once(client, 'open');
  client.send(name);
  const [answer] = await once(client, 'message');
  client.terminate();
  server.close();
  console.log('answered');
  return { answer: answer.toString() };
};
