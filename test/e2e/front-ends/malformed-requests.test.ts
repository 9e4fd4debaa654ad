import { expect, test } from 'vitest';
import { type MalformedKinds, malformedHttp, post, sendMalformed, withBody } from '../../support/malformed-http.ts';
import { declared, startFrontEnds } from './front-end-service.ts';

const SEED = 20_261_124;
const REQUESTS = 600;

// A head that breaks off is none only where its path is long enough.
const PATHS = ['/urls/logs-each-way', '/apis/web', '/apis/shop/prod', '/apis/front'].map(
  (path) => `${path}/orders/of/today`,
);

/** Each makes a request that no front end can take. */
const KINDS: MalformedKinds = {
  ...Object.fromEntries(
    PATHS.flatMap((path) =>
      Object.entries(malformedHttp(path)).map(([kind, make]) => [`${kind} at ${path}`, make] as const),
    ),
  ),
  'a function that is unknown': (random) => post(`/urls/${encodeURIComponent(random.text(30))}/`, 'content-length: 0'),
  'an API that is unknown': (random) => post(`/apis/x${encodeURIComponent(random.text(30))}/`, 'content-length: 0'),
  'a path of wild escapes': (random) => post(`/urls/%${random.text(5)}%/`, 'content-length: 0'),
  'another stage': (random) => post(`/apis/shop/${encodeURIComponent(random.text(9))}/`, 'content-length: 0'),
  'a body that is too large': () => withBody('/apis/front/a', Buffer.alloc(1_048_577)),
  'headers that are too many': () => post('/apis/web/a', `${'x-a: aaaaaaaaaaaaaaaa\r\n'.repeat(500)}content-length: 0`),
  'a name of another host': (random) => `GET ${random.pick(PATHS)} HTTP/1.1\r\nhost: ${random.text(9)}.example\r\n\r\n`,
};

test(`${REQUESTS} malformed requests are each answered with 4xx, and the service lives on`, async () => {
  const lines: string[] = [];
  const routes = [{ route: 'ANY /{proxy+}', function: 'logs-each-way' }];
  await using service = await startFrontEnds(
    {
      functions: [declared('logs-each-way', { url: true })],
      apis: [
        { name: 'shop', type: 'rest-api', routes },
        { name: 'web', type: 'http-api', routes },
        { name: 'front', type: 'load-balancer', routes },
      ],
    },
    { onLogLine: (_name, line) => lines.push(line) },
  );
  const run = { address: service.lambda.address, kinds: KINDS, seed: SEED, requests: REQUESTS };
  const exchanges = await sendMalformed(run);
  expect(exchanges).toHaveLength(REQUESTS);
  expect(exchanges.filter(({ answer }) => !/^HTTP\/1\.1 4\d\d /.test(answer))).toEqual([]);
  expect(lines).toEqual([]);
  expect(service.lambda.notices).toEqual([]);
  expect(await service.send('/urls/logs-each-way/')).toMatchObject({ status: 200 });
});
