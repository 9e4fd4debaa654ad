import { expect, test } from 'vitest';
import { type HttpResult, MalformedResult } from '../../../../service/front-ends/http-result.ts';
import { loadBalancerResult } from '../../../../service/front-ends/load-balancer-result.ts';
import { resultV1 } from '../../../../service/front-ends/result-v1.ts';
import { resultV2 } from '../../../../service/front-ends/result-v2.ts';

const DEFAULTS = { contentType: 'text/plain', takesAnyBody: false };
const JSON_TYPE = ['content-type', 'application/json'];

function readable({ body, ...rest }: HttpResult): object {
  return { ...rest, body: body.toString() };
}

test.each([
  [{ statusCode: 201, body: 'x' }, 201, [['content-type', 'text/plain']], 'x'],
  [{ statusCode: '404' }, 404, [['content-type', 'text/plain']], ''],
  [{ statusCode: 200, headers: { 'Content-Type': 'a/b' }, body: 'é' }, 200, [['Content-Type', 'a/b']], 'é'],
  [
    { statusCode: 302, headers: { Location: '/x', n: 1, b: true }, cookies: ['a=1', 'b=2; Path=/'] },
    302,
    [
      ['content-type', 'text/plain'],
      ['Location', '/x'],
      ['n', '1'],
      ['b', 'true'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2; Path=/'],
    ],
    '',
  ],
  [{ statusCode: 200, body: 'w6k=', isBase64Encoded: true }, 200, [['content-type', 'text/plain']], 'é'],
  [{ body: 'no status' }, 200, [JSON_TYPE], '{"body":"no status"}'],
  ['a text', 200, [JSON_TYPE], 'a text'],
  [null, 200, [JSON_TYPE], 'null'],
  [[1], 200, [JSON_TYPE], '[1]'],
  [{ errorMessage: 'mine' }, 200, [JSON_TYPE], '{"errorMessage":"mine"}'],
])('in payload 2.0, %j', (result, status, headers, body) => {
  expect(readable(resultV2(Buffer.from(JSON.stringify(result)), DEFAULTS))).toEqual({ status, headers, body });
});

test.each([
  ['{', /no JSON/],
  ['{"statusCode": 99}', /the statusCode is 99/],
  ['{"statusCode": 101}', /the statusCode is 101/],
  ['{"statusCode": 600}', /600/],
  ['{"statusCode": 200.5}', /200.5/],
  ['{"statusCode": null}', /null/],
  ['{"statusCode": 200, "headers": []}', /headers is \[\]/],
  ['{"statusCode": 200, "headers": {"a": {}}}', /header a has no text/],
  ['{"statusCode": 200, "headers": {"a b": "x"}}', /no header can be "a b: x"/],
  ['{"statusCode": 200, "headers": {"a": "x\\r\\ny: z"}}', /no header can be/],
  ['{"statusCode": 200, "cookies": "a=1"}', /cookies is "a=1", and no list/],
  ['{"statusCode": 200, "body": {}}', /the body is \{\}/],
])('in payload 2.0, %s is malformed', (payload, message) => {
  const read = (): HttpResult => resultV2(Buffer.from(payload), DEFAULTS);
  expect(read).toThrow(MalformedResult);
  expect(read).toThrow(message);
});

test('a function URL makes JSON of a body that is no text', () => {
  const payload = Buffer.from('{"statusCode": 200, "body": {"a": 1}}');
  expect(resultV2(payload, { ...DEFAULTS, takesAnyBody: true }).body.toString()).toBe('{"a":1}');
});

test.each([
  [{}, 200, [JSON_TYPE], ''],
  [{ statusCode: '201', body: null }, 201, [JSON_TYPE], ''],
  [
    { headers: { a: '1', b: '2' }, multiValueHeaders: { 'Set-Cookie': ['x', 'y'], A: ['1', '3'] }, body: 'x' },
    200,
    [JSON_TYPE, ['b', '2'], ['Set-Cookie', 'x'], ['Set-Cookie', 'y'], ['A', '1'], ['A', '3']],
    'x',
  ],
  [{ multiValueHeaders: { 'content-type': ['a/b'] } }, 200, [['content-type', 'a/b']], ''],
  [{ isBase64Encoded: true, body: 'w6k=' }, 200, [JSON_TYPE], 'w6k='],
])('in payload 1.0, %j', (result, status, headers, body) => {
  expect(readable(resultV1(Buffer.from(JSON.stringify(result)), false))).toEqual({ status, headers, body });
});

test('in payload 1.0, base64 is decoded for a caller that accepts it', () => {
  expect(resultV1(Buffer.from('{"isBase64Encoded": true, "body": "w6k="}'), true).body.toString()).toBe('é');
});

test.each([
  ['"text"', /no object/],
  ['[]', /no object/],
  ['{"statusCode": 200, "cookies": []}', /the key "cookies"/],
  ['{"message": "x"}', /the key "message"/],
  ['{"body": {}}', /no text/],
  ['{"multiValueHeaders": {"a": "x"}}', /multiValueHeaders.a is no list/],
  ['{"statusCode": "abc"}', /"abc"/],
])('in payload 1.0, %s is malformed', (payload, message) => {
  expect(() => resultV1(Buffer.from(payload), false)).toThrow(message);
});

test.each([
  [{ statusCode: 200 }, false, undefined, [['content-type', 'application/octet-stream']], ''],
  [
    { statusCode: 404, statusDescription: '404 Nothing Here', headers: { 'Content-Type': 'text/html' }, body: 'x' },
    false,
    'Nothing Here',
    [['Content-Type', 'text/html']],
    'x',
  ],
  [
    { statusCode: 200, headers: { a: 'b' }, multiValueHeaders: { c: ['1', '2'] } },
    true,
    undefined,
    [
      ['content-type', 'application/octet-stream'],
      ['c', '1'],
      ['c', '2'],
    ],
    '',
  ],
  [{ statusCode: 200, body: 'w6k=', isBase64Encoded: true }, false, undefined, undefined, 'é'],
])('a load balancer takes %j', (result, multiValue, reason, headers, body) => {
  const read = loadBalancerResult(Buffer.from(JSON.stringify(result)), multiValue);
  expect(read).toMatchObject({ status: result.statusCode, ...(reason && { reason }) });
  if (headers !== undefined) expect(read.headers).toEqual([['server', 'awselb/2.0'], ...headers]);
  expect(read.body.toString()).toBe(body);
});

test.each([
  ['"text"', /no object/],
  ['{}', /the statusCode is missing/],
  ['{"statusCode": 200, "body": 1}', /no text/],
])('for a load balancer, %s is malformed', (payload, message) => {
  expect(() => loadBalancerResult(Buffer.from(payload), false)).toThrow(message);
});
