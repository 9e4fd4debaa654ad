import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { needsProgram } from '../../support/needed-programs.ts';
import { declared, type FrontEndService, startFrontEnds } from './front-end-service.ts';

const CORS = { allowOrigins: ['http://page.example'], allowMethods: ['PUT'], allowHeaders: ['x-a'], maxAge: 60 };
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20200312/us-east-1/lambda/aws4_request, SignedHeaders=host';

let service: FrontEndService;

beforeAll(async () => {
  service = await startFrontEnds({
    functions: [
      declared('returns-event', { url: true }),
      declared('answers-as-its-body-says', { url: { cors: CORS } }),
      declared('answers-with-its-event', { url: { authType: 'AWS_IAM' } }),
      declared('throws-error', { url: true }),
      declared('exits-with-status-3', { url: true }),
      declared('streams-two-chunks', { url: true }),
      declared('returns-large-text'),
    ],
  });
});

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

/** An answer of the function that answers as it is told. */
function told(answer: unknown, headers: Record<string, string> = {}): ReturnType<FrontEndService['send']> {
  return service.send('/urls/answers-as-its-body-says/', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(answer),
  });
}

test('a function gets the request in payload 2.0, and what it returns is the body', async () => {
  const host = service.hostOf('returns-event');
  const answer = await service.send('/a%2Fb/%C3%A9?x=1&x=a+b', {
    method: 'PUT',
    host,
    headers: { cookie: 'a=1; b=2', 'x-a': ['1', '2'], 'user-agent': 'test' },
    body: 'text',
  });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  const [urlId] = host.split('.');
  expect(answer.json()).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/a%2Fb/%C3%A9',
    rawQueryString: 'x=1&x=a+b',
    cookies: ['a=1', 'b=2'],
    headers: { host, 'x-a': '1,2', 'content-length': '4', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
    queryStringParameters: { x: '1,a b' },
    requestContext: {
      accountId: 'anonymous',
      apiId: urlId,
      authentication: null,
      domainName: `${urlId}.lambda-url.localhost`,
      domainPrefix: urlId,
      http: { method: 'PUT', path: '/a%2Fb/%C3%A9', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: answer.headers['x-amzn-requestid'],
      stage: '$default',
    },
    body: 'dGV4dA==',
    isBase64Encoded: true,
    pathParameters: null,
    stageVariables: null,
  });
});

test('a function is found by its host name in curl, and by its path', async (context) => {
  await needsProgram(context, 'curl');
  const { port } = new URL(service.lambda.service.endpoint);
  const url = `http://${service.hostOf('returns-event')}/deep/path?q`;
  const { stdout } = await promisify(execFile)('curl', ['-s', '-b', 'c=1', '-d', 'form=1', url]);
  expect(JSON.parse(stdout)).toMatchObject({ rawPath: '/deep/path', cookies: ['c=1'], body: 'Zm9ybT0x' });
  expect((await service.send('/urls/returns-event')).json()).toMatchObject({ rawPath: '/' });
  expect((await service.send('/urls/returns-event/a/b')).json()).toMatchObject({
    rawPath: '/a/b',
    headers: { host: `127.0.0.1:${port}`, 'x-forwarded-port': port },
  });
});

test.each(['/urls/returns-large-text/', '/urls/nobody/', '/urls/returns-event:live/', '/urls/%00/', '/urls/%zz'])(
  'what has no URL is not reached: %s',
  async (path) => {
    expect(await service.send(path)).toMatchObject({ status: 403 });
  },
);

test('an id that nobody has is refused', async () => {
  const answer = await service.send('/', { host: `${'0'.repeat(32)}.lambda-url.localhost` });
  expect(answer.status).toBe(403);
  expect(answer.json()).toEqual({ Message: expect.stringContaining('Forbidden') });
});

test('status, headers, cookies and a body in base64 are those of the function', async () => {
  const answer = await told({
    statusCode: 418,
    headers: { 'Content-Type': 'image/png', 'X-A': 'ü', 'Content-Length': '7', 'WWW-Authenticate': 'Basic' },
    cookies: ['a=1; Path=/', 'b=2'],
    body: Buffer.from([0, 255, 10]).toString('base64'),
    isBase64Encoded: true,
  });
  expect(answer).toMatchObject({
    status: 418,
    headers: {
      'content-type': 'image/png',
      'content-length': '3',
      'set-cookie': ['a=1; Path=/', 'b=2'],
      'x-amzn-remapped-www-authenticate': 'Basic',
      'x-amzn-remapped-content-length': '7',
    },
    body: Buffer.from([0, 255, 10]),
  });
});

test('an answer without a body is none', async () => {
  const answer = await told({ statusCode: 204, body: 'ignored' });
  expect(answer.status).toBe(204);
  expect(answer.headers).not.toHaveProperty('content-length');
  expect(answer.body).toHaveLength(0);
});

test('HEAD gets the headers of a body that does not follow', async () => {
  const answer = await service.send('/urls/returns-event/', { method: 'HEAD' });
  expect(answer.status).toBe(200);
  expect(Number(answer.headers['content-length'])).toBeGreaterThan(100);
  expect(answer.body).toHaveLength(0);
});

test.each([
  [
    'a status that is none',
    { statusCode: 99 },
    /the URL of answers-as-its-body-says answers 502: the statusCode is 99/,
  ],
  ['a header that cannot be', { statusCode: 200, headers: { 'a b': 'c' } }, /no header can be/],
  ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }, /cookies is "a=1"/],
])('%s is answered with 502, and told at the terminal', async (_what, result, notice) => {
  const answer = await told(result);
  expect(answer).toMatchObject({ status: 502, body: Buffer.from('Internal Server Error') });
  expect(service.lambda.notices.at(-1)).toMatch(notice);
});

test.each(['throws-error', 'exits-with-status-3', 'streams-two-chunks'])('%s answers 502', async (name) => {
  expect(await service.send(`/urls/${name}/`)).toMatchObject({
    status: 502,
    body: Buffer.from('Internal Server Error'),
  });
});

test('a request that is too large is refused, and the connection goes on', async () => {
  const large = await service.send('/urls/returns-event/', { method: 'POST', body: Buffer.alloc(6_291_457) });
  expect(large.status).toBe(413);
  expect(large.body.toString()).toContain('Request must be smaller than 6291456 bytes');
  // In base64 it is larger than an event may be.
  const grown = await service.send('/urls/returns-event/', { method: 'POST', body: Buffer.alloc(5_000_000) });
  expect(grown.status).toBe(413);
  expect(await service.send('/urls/returns-event/')).toMatchObject({ status: 200 });
});

test('a URL with AWS_IAM asks for a signature, and lets in whoever has one', async () => {
  const refused = await service.send('/urls/answers-with-its-event/');
  expect(refused.status).toBe(403);
  expect(refused.json()).toEqual({ Message: 'Forbidden' });
  const basic = await service.send('/urls/answers-with-its-event/', { headers: { authorization: 'Basic YTpi' } });
  expect(basic.status).toBe(403);
  const iam = { accessKey: 'AKIDEXAMPLE', accountId: '123456789012', cognitoIdentity: null };
  const requestContext = { accountId: '123456789012', authorizer: { iam } };
  const signed = await service.send('/urls/answers-with-its-event/', { headers: { authorization: AUTHORIZATION } });
  expect(signed.json()).toMatchObject({ requestContext });
  const query =
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20200312%2Fus-east-1&X-Amz-Signature=a';
  const presigned = await service.send(`/urls/answers-with-its-event/?${query}`);
  expect(presigned.json()).toMatchObject({ requestContext });
});

test('a preflight is answered without the function', async () => {
  const headers = { origin: 'http://page.example', 'access-control-request-method': 'PUT' };
  const answer = await service.send('/urls/answers-as-its-body-says/', { method: 'OPTIONS', headers });
  expect(answer).toMatchObject({
    status: 200,
    headers: {
      'access-control-allow-origin': 'http://page.example',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'x-a',
      'access-control-max-age': '60',
    },
  });
  const other = { ...headers, origin: 'http://else.example' };
  const refused = await service.send('/urls/answers-as-its-body-says/', { method: 'OPTIONS', headers: other });
  expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
});

test('without CORS settings the function gets OPTIONS too', async () => {
  const headers = { origin: 'http://page.example', 'access-control-request-method': 'PUT' };
  const answer = await service.send('/urls/returns-event/', { method: 'OPTIONS', headers });
  expect(answer.json()).toMatchObject({ requestContext: { http: { method: 'OPTIONS' } } });
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
});

test('headers for pages of other origins come beside those of the function', async () => {
  const answer = await told(
    { statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } },
    { origin: 'http://page.example' },
  );
  expect(answer.headers['access-control-allow-origin']).toEqual(['*', 'http://page.example']);
});

test('more invocations than the limit allows are answered with 429', async () => {
  await using small = await startFrontEnds(
    { functions: [declared('returns-event', { url: true }), declared('never-settles', { url: true, timeout: 30 })] },
    { concurrency: 1 },
  );
  const first = small.send('/urls/never-settles/').catch(() => 'cut off');
  await expect.poll(async () => (await small.send('/urls/returns-event/')).status).toBe(429);
  void first;
});

test('declarations that change are in force at once', async () => {
  await using changing = await startFrontEnds({ functions: [declared('returns-event')] });
  expect(await changing.send('/urls/returns-event/')).toMatchObject({ status: 403 });
  const functions = [declared('returns-event', { url: true })];
  await writeFile(`${changing.folder.path}/snapboot.json`, JSON.stringify({ functions }));
  await expect.poll(async () => (await changing.send('/urls/returns-event/')).status).toBe(200);
});
