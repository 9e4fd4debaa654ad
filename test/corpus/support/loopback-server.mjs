import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * An HTTP server on the loopback address, which starts when it is first asked for and keeps no process alive. `answer`
 * gets method, path, headers and text of a request, and gives an object that is sent as JSON, or `{ status, headers,
 * body }` with a body that is text. Gives its URL without a slash at the end.
 */
export function loopbackServer(answer) {
  let started;
  return async () => {
    started ??= start(answer);
    return await started;
  };
}

/** The endpoint of an SDK client, in the form that needs no parsing. */
export function endpointOf(server) {
  return async () => {
    const { hostname, port } = new URL(await server());
    return { protocol: 'http:', hostname, port: Number(port), path: '/' };
  };
}

async function start(answer) {
  const server = createServer((request, response) => void reply(answer, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}

async function reply(answer, request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { method, url: path, headers } = request;
  const given = answer({ method, path, headers, text: Buffer.concat(parts).toString() });
  const { status = 200, headers: own = {}, body = JSON.stringify(given) } = given;
  response.writeHead(status, { 'content-type': 'application/json', ...own }).end(body);
}
