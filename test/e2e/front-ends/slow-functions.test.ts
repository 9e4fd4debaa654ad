import { request } from 'undici';
import { expect, test } from 'vitest';
import { declared, startFrontEnds } from './front-end-service.ts';

test('API Gateway waits only so long, and the function goes on', async () => {
  const lines: string[] = [];
  const routes = [{ route: 'GET /slow', function: 'never-settles' }];
  await using service = await startFrontEnds(
    {
      functions: [declared('never-settles', { timeout: 3 })],
      apis: [
        { name: 'shop', type: 'rest-api', timeout: 1, routes },
        { name: 'web', type: 'http-api', timeout: 1, routes },
      ],
    },
    { onLogLine: (_name, line) => lines.push(line) },
  );
  const [shop, web] = await Promise.all([service.send('/apis/shop/prod/slow'), service.send('/apis/web/slow')]);
  expect(shop).toMatchObject({ status: 504, body: Buffer.from('{"message": "Endpoint request timed out"}') });
  expect(web).toMatchObject({ status: 503, body: Buffer.from('{"message":"Service Unavailable"}') });
  const notice = 'shop, GET /slow: no answer within 1 s; the function goes on';
  expect(service.lambda.notices).toContain(notice);
  const ended = (): number => lines.filter((line) => line.startsWith('END ')).length;
  await expect.poll(ended).toBe(2);
});

test('a caller that goes away before it has its answer does no harm, and the function runs to its end', async () => {
  const lines: string[] = [];
  const logged = (text: string): boolean => lines.some((line) => line.startsWith(text));
  await using service = await startFrontEnds(
    { functions: [declared('never-settles', { timeout: 2, url: true })] },
    { onLogLine: (_name, line) => lines.push(line) },
  );
  const caller = new AbortController();
  const url = `${service.lambda.service.endpoint}/urls/never-settles/`;
  const call = request(url, { signal: caller.signal }).catch((error: Error) => error.name);
  await expect.poll(() => logged('START ')).toBe(true);
  caller.abort();
  expect(await call).toBe('AbortError');
  await expect.poll(() => logged('REPORT ')).toBe(true);
  expect(await service.send('/urls/never-settles/')).toMatchObject({ status: 502 });
  expect(service.lambda.notices).toEqual([]);
});
