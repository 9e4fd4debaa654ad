import { once } from 'node:events';
import { openOwnServer } from './own-server.ts';

/**
 * Has this process call itself: over `https`, which loads the certificates that Node.js trusts and what OpenSSL needs for
 * a handshake, and with `fetch`, which compiles the WebAssembly that reads its answers.
 */
export async function warmConnections(rounds: number): Promise<void> {
  const [secure, plain] = await Promise.all([openOwnServer('https', answer), openOwnServer('http', answer)]);
  try {
    for (let round = 0; round < rounds; round += 1) {
      await ask(process.getBuiltinModule('node:https'), secure.port);
      await (await fetch(`http://127.0.0.1:${plain.port}/`, { method: 'POST', body: '{}' })).json();
    }
  } finally {
    await Promise.all([secure.close(), plain.close()]);
  }
}

const answer: import('node:http').RequestListener = (request, response) => {
  // Node.js keeps the text of a date for a second, and would wake with that of the build.
  response.sendDate = false;
  // Nothing is kept for another request.
  response.setHeader('connection', 'close');
  request.resume().once('end', () => response.end('{}'));
};

async function ask(https: typeof import('node:https'), port: number): Promise<void> {
  // That nobody trusts the certificate is found out in the usual way, and then passed over.
  const request = https.request({ host: '127.0.0.1', port, method: 'POST', agent: false, rejectUnauthorized: false });
  request.end('{}');
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  await once(response.resume(), 'close');
}
