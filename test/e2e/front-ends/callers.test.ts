import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noChromium, startChromium } from '../../support/chromium.ts';
import { declared, type FrontEndService, startFrontEnds } from './front-end-service.ts';

const INVOKE = '/2015-03-31/functions/returns-event/invocations';

let service: FrontEndService;

beforeAll(async () => {
  const cors = { allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*'], exposeHeaders: ['x-amzn-requestid'] };
  service = await startFrontEnds({
    functions: [declared('returns-event', { url: { cors } }), declared('answers-as-its-body-says', { url: true })],
    apis: [{ name: 'web', type: 'http-api', routes: [{ route: '$default', function: 'returns-event' }] }],
  });
});

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

/** Sends the bytes of requests and reads to the end of the connection. */
async function exchange(parts: readonly string[], isAll = false): Promise<string> {
  const { hostname, port } = new URL(service.lambda.service.endpoint);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  for (const part of parts) socket.write(part);
  if (isAll) socket.end();
  return await text(socket);
}

test.each([
  ['example.com', 403],
  ['localhost.example.com', 403],
  ['127.0.0.1.nip.example', 403],
  ['192.168.7.7:9000', 403],
  ['localhost:1', 200],
  ['anything.localhost', 200],
  ['127.0.0.1', 200],
  ['[::1]:9000', 200],
])('a request to %s is answered with %i, at the API and at the front ends', async (host, status) => {
  for (const path of ['/urls/returns-event/', '/apis/web/x']) {
    expect(await service.send(path, { host })).toMatchObject({ status });
  }
  const answer = await service.send(INVOKE, { host, body: '{}' });
  expect(answer.status).toBe(status);
  if (status === 403) expect(answer.json()).toMatchObject({ Message: expect.stringContaining(host) });
});

test('a caller without a Host header is let in', async () => {
  expect(await exchange([`POST ${INVOKE} HTTP/1.0\r\ncontent-length: 2\r\n\r\n{}`])).toMatch(/^HTTP\/1.1 200/);
  expect(await exchange(['GET /urls/returns-event/ HTTP/1.0\r\n\r\n'])).toMatch(/^HTTP\/1.1 200/);
});

test('pages of other origins reach front ends, and not the API', async () => {
  const { host } = new URL(service.lambda.service.endpoint);
  const from = (origin: string): { headers: { origin: string } } => ({ headers: { origin } });
  expect(await service.send('/urls/returns-event/', from('http://page.example'))).toMatchObject({ status: 200 });
  for (const origin of ['http://page.example', 'null', `https://${host}`, `http://${host}0`, 'http://localhost']) {
    expect(await service.send(INVOKE, { ...from(origin), body: '{}' })).toMatchObject({ status: 403 });
  }
  expect(await service.send(INVOKE, { ...from(`http://${host}`), body: '{}' })).toMatchObject({ status: 200 });
  const named = { ...from(`http://localhost:${host.split(':')[1]}`), host: `localhost:${host.split(':')[1]}` };
  expect(await service.send(INVOKE, { ...named, body: '{}' })).toMatchObject({ status: 200 });
});

test('chunked uploads, pipelined requests and expectations are taken', async () => {
  const answers = await exchange([
    'POST /urls/returns-event/ HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n',
    'transfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n',
    'GET /urls/returns-event/second HTTP/1.1\r\nhost: localhost\r\n\r\n',
    'GET /urls/returns-event/third HTTP/1.1\r\nhost: localhost\r\nexpect: miracles\r\nconnection: close\r\n\r\n',
  ]);
  expect(answers).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK\r\n/);
  expect(answers).toContain('"body":"abcde"');
  expect(answers.indexOf('"rawPath":"/second"')).toBeGreaterThan(0);
  expect(answers.indexOf('"rawPath":"/third"')).toBeGreaterThan(answers.indexOf('"rawPath":"/second"'));
});

test('a body that breaks off is no invocation', async () => {
  const before = service.lambda.notices.length;
  const head = 'POST /urls/answers-as-its-body-says/ HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{';
  const answer = await exchange([head], true);
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(service.lambda.notices).toHaveLength(before);
});

test('a large query and headers of other alphabets arrive', async () => {
  const query = `q=${'x'.repeat(100_000)}`;
  const answer = await service.send(`/urls/returns-event/?${query}`, { headers: { 'x-a': 'gr\u00fc\u00df' } });
  expect(answer.json()).toMatchObject({ rawQueryString: query, headers: { 'x-a': 'gr\u00fc\u00df' } });
});

test('a target that names the whole URL is read as one', async () => {
  const { host } = new URL(service.lambda.service.endpoint);
  const target = `http://${host}/urls/returns-event/a?b=c`;
  const answer = await exchange([`GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`]);
  expect(answer).toContain('"rawPath":"/a","rawQueryString":"b=c"');
});

test('a page of another origin calls a function URL in a browser', async (context) => {
  if (noChromium !== undefined) context.skip(noChromium);
  const site = createServer((_request, response) => response.end('<!doctype html>')).listen(0, '127.0.0.1');
  await once(site, 'listening');
  let browser: Browser | undefined;
  try {
    browser = await startChromium();
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    const call = `fetch('http://${service.hostOf('returns-event')}/a?b=c', {
      method: 'PUT', headers: { 'content-type': 'application/json', 'x-a': 'b' }, body: '{}',
    }).then(async (answer) => [answer.status, answer.headers.has('x-amzn-requestid'), await answer.json()])`;
    expect(await page.evaluate(call)).toEqual([
      200,
      true,
      expect.objectContaining({ rawPath: '/a', headers: expect.objectContaining({ 'x-a': 'b' }), body: '{}' }),
    ]);
    const refused = (url: string): Promise<unknown> =>
      page.evaluate(`fetch('${url}', { method: 'POST', body: '{}' }).then(() => 'let in', (error) => error.name)`);
    expect(await refused(`${service.lambda.service.endpoint}${INVOKE}`)).toBe('TypeError');
    expect(await refused(`http://${service.hostOf('answers-as-its-body-says')}/`)).toBe('TypeError');
    // What a function answers is shown with an origin of its own, from where the API is not reached.
    await page.goto(`${service.lambda.service.endpoint}/urls/returns-event/a%2Fb?c=d`);
    expect(page.url()).toBe(`http://${service.hostOf('returns-event')}/a%2Fb?c=d`);
    expect(await refused(`${service.lambda.service.endpoint}${INVOKE}`)).toBe('TypeError');
    await page.goto(`${service.lambda.service.endpoint}/apis/web/x`);
    expect(page.url()).toBe(`http://${service.hostOf('web')}/x`);
    // Its own page may call the API.
    await page.goto(`${service.lambda.service.endpoint}/`);
    expect(await refused(INVOKE)).toBe('let in');
  } finally {
    await browser?.close();
    site.close();
    site.closeAllConnections();
  }
});
