import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What this process calls itself when it talks to itself: valid for 127.0.0.1, trusted by nobody, and no secret. Made here
 * by no library, it would take more code than the two lines.
 */
const CERTIFICATE =
  'MIIBkTCCATagAwIBAgIUeTjifAsT1CH6gOQp6jqCObQBLFMwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTIwMTE0MjAwMloYDzIxMjYxMTA3MTQyMDAyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR8c/QoL1il43Riq0sa7rhjfrQCsDVKIJMPJEAW5nuJ7lNc/LpjXYiOQ2nZ2XJ3mvoEdBala6YE51nvhJo7OASoo2QwYjAdBgNVHQ4EFgQU9Rnx+4Dp78bsphVAwfKWuNhc1dAwHwYDVR0jBBgwFoAU9Rnx+4Dp78bsphVAwfKWuNhc1dAwDwYDVR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0kAMEYCIQDnS6cKIoCwJ7rrirV+uOQcFLOKbLt35647P83QUHl49QIhANQqI3zApJejjvQzUa1kKR6KAzz0te4y/WuIREgDqip8';
const KEY =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgobTIjKOPAoWaxrRLnwdxX5fXINLZ4qfGjsHiIFCTpKuhRANCAAR8c/QoL1il43Riq0sa7rhjfrQCsDVKIJMPJEAW5nuJ7lNc/LpjXYiOQ2nZ2XJ3mvoEdBala6YE51nvhJo7OASo';

/**
 * Has this process call itself: over `https`, which loads the certificates that Node.js trusts and what OpenSSL needs for
 * a handshake, and with `fetch`, which compiles the WebAssembly that reads its answers.
 */
export async function warmConnections(rounds: number): Promise<void> {
  const https = process.getBuiltinModule('node:https');
  const { createPrivateKey } = process.getBuiltinModule('node:crypto');
  const key = createPrivateKey({ key: Buffer.from(KEY, 'base64'), format: 'der', type: 'pkcs8' });
  const cert = `-----BEGIN CERTIFICATE-----\n${CERTIFICATE}\n-----END CERTIFICATE-----\n`;
  const secure = https.createServer({ key: key.export({ format: 'pem', type: 'pkcs8' }), cert }, answer);
  const plain = process.getBuiltinModule('node:http').createServer(answer);
  const [securePort, plainPort] = await Promise.all([listen(secure), listen(plain)]);
  try {
    for (let round = 0; round < rounds; round += 1) {
      await ask(https, securePort);
      await (await fetch(`http://127.0.0.1:${plainPort}/`, { method: 'POST', body: '{}' })).json();
    }
  } finally {
    await Promise.all([close(secure), close(plain)]);
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

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
