import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRequest } from '../../support/send-request.ts';
import { declared, type FrontEndService, startFrontEnds } from './front-end-service.ts';

const ECHO = 'answers-with-its-event';
const TOLD = 'answers-as-its-body-says';
const BYTES = 'answers-with-as-many-bytes-as-its-path-says';

let service: FrontEndService;

beforeAll(async () => {
  service = await startFrontEnds({
    functions: [declared(ECHO), declared(TOLD), declared('throws-error'), declared(BYTES)],
    apis: [
      {
        name: 'front',
        type: 'load-balancer',
        routes: [
          { route: 'POST /told', function: TOLD },
          { route: 'GET /broken', function: 'throws-error' },
          { route: 'ANY /files/{path+}', function: ECHO },
          { route: 'GET /bytes/{number}', function: BYTES },
        ],
      },
      {
        name: 'multi',
        type: 'load-balancer',
        multiValueHeaders: true,
        routes: [
          { route: 'POST /told', function: TOLD },
          { route: '$default', function: ECHO },
        ],
      },
    ],
  });
});

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

function told(path: string, answer: unknown, headers = {}): ReturnType<FrontEndService['send']> {
  const json = { 'content-type': 'application/json', ...headers };
  return service.send(path, { method: 'POST', headers: json, body: JSON.stringify(answer) });
}

test('a load balancer passes on what it was sent, and decodes nothing', async () => {
  const asked = { host: service.hostOf('front'), headers: { 'X-Twice': ['1', '2'] } };
  const answer = await service.send('/files/a%20b?x=1&x=%2B+', asked);
  expect(answer).toMatchObject({ headers: { server: 'awselb/2.0', 'content-type': 'application/octet-stream' } });
  expect(answer.json()).toMatchObject({
    requestContext: { elb: { targetGroupArn: expect.stringMatching(/^arn:aws:elasticloadbalancing:.*\/front\//) } },
    httpMethod: 'GET',
    path: '/files/a%20b',
    queryStringParameters: { x: '%2B+' },
    headers: { 'x-twice': '2' },
    body: '',
  });
  const multi = await service.send('/?x=1&x=2', { ...asked, host: service.hostOf('multi') });
  expect(multi.json()).toMatchObject({
    multiValueQueryStringParameters: { x: ['1', '2'] },
    multiValueHeaders: { 'x-twice': ['1', '2'] },
  });
});

test('a load balancer takes the words after the status, and headers as it is set', async () => {
  const result = { statusCode: 404, statusDescription: '404 Gone Fishing', headers: { a: 'b' }, body: 'x' };
  const single = await told('/apis/front/told', result);
  expect(single).toMatchObject({ status: 404, statusText: 'Gone Fishing', headers: { a: 'b' } });
  const multi = await told('/apis/multi/told', { ...result, multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] } });
  expect(multi.headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'] });
  expect(multi.headers).not.toHaveProperty('a');
});

test.each([
  ['/broken', '502 Bad Gateway'],
  ['/other', '404 Not Found'],
])('a load balancer shows a page for %s', async (path, title) => {
  const answer = await service.send(`/apis/front${path}`);
  expect(answer).toMatchObject({ status: Number(title.slice(0, 3)), headers: { 'content-type': 'text/html' } });
  expect(answer.body.toString()).toBe(
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  );
});

test('a result that is too large for a load balancer is no answer', async () => {
  expect((await service.send('/apis/front/bytes/1000000')).body).toHaveLength(1_000_000);
  expect(await service.send('/apis/front/bytes/1048576')).toMatchObject({ status: 502 });
});

test('what is too large for a load balancer is refused', async () => {
  const answer = await service.send('/apis/front/files/x', { method: 'PUT', body: Buffer.alloc(1_048_577) });
  expect(answer).toMatchObject({ status: 413, headers: { 'content-type': 'text/html' } });
  expect(await service.send(`/apis/front/files/x?${'a'.repeat(10_300)}`)).toMatchObject({ status: 200 });
  expect(await service.send(`/apis/front/files/x?${'a'.repeat(70_000)}`)).toMatchObject({ status: 400 });
});

test('no function behind a load balancer speaks over a web socket', async () => {
  const request = { path: '/apis/front/files/x', headers: { connection: 'Upgrade', upgrade: 'WebSocket' } };
  expect(await sendRequest(service.lambda.address, request)).toMatchObject({ status: 400 });
});
