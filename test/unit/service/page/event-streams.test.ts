import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { functionConfig } from '../../../../service/functions/function-config.ts';
import { ServiceEvents } from '../../../../service/observation/service-events.ts';
import { EventStreams } from '../../../../service/page/event-streams.ts';
import { PageHub } from '../../../../service/page/page-hub.ts';

const FUNCTION = functionConfig({ name: 'f', taskRoot: '/', handler: 'f.handler' });
const LINE = 'x'.repeat(30_000);

test('who does not read is sent no more than one message, and the whole state afterwards', async () => {
  const events = new ServiceEvents();
  using streams = new EventStreams(new PageHub({ functions: [FUNCTION] }, events));
  const responses: ServerResponse[] = [];
  const server = createServer((request, response) => {
    responses.push(response);
    streams.open({ request, response, pathParts: [] });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const late = await open(port);
  const prompt = await open(port);
  const read = textOf(prompt);
  // More than the buffers of a connection hold.
  for (let round = 0; round < 40; round += 1) {
    for (let count = 0; count < 20; count += 1) events.emit({ type: 'log.line', functionName: 'f', line: LINE });
    events.emit({ type: 'log.line', functionName: 'f', line: `round ${round}` });
    await expect.poll(() => read().includes(`round ${round}"`)).toBe(true);
  }
  expect(responses[0]?.writableLength).toBeLessThan(2_000_000);
  const readLate = textOf(late);
  await expect.poll(() => readLate().includes('round 39"')).toBe(true);
  late.destroy();
  prompt.destroy();
  server.close();
  server.closeAllConnections();
});

async function open(port: number): Promise<IncomingMessage> {
  const request = get({ port, host: '127.0.0.1', agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** Begins to read; gives the end of what has come. */
function textOf(response: IncomingMessage): () => string {
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2_000_000);
  });
  return () => text;
}
