import { type Backend, openAwsEndpoint, openSecureAwsEndpoint } from './aws-endpoint.ts';
import { httpApiEvent } from './http-api-event.ts';

/** Contenders that cannot run a function, and why not. */
export interface Exclusion {
  readonly names: readonly string[];
  readonly reason: string;
}

/** A workload of the benchmark's own. */
export interface OwnWorkload {
  readonly name: string;
  /** Its folder in `workloads/`, where that is not called like it. */
  readonly folder?: string;
  readonly about: string;
  /** Whether it is made of packages, and so bundled into one file; or has packages of the AWS SDK beside it. */
  readonly bundled: boolean | 'packages beside';
  /** Packages that may draw randomness while they are loaded into an image. */
  readonly allowRandom?: readonly string[];
  /** JSON text of the event of every invocation. */
  readonly event: string;
  /** JSON text of the right answer. */
  readonly expected: string;
  /** Starts what it talks to. */
  readonly openBackend?: () => Promise<Backend>;
  readonly without?: Exclusion;
}

const ORDER = { id: 'order-7', total: 42, items: ['book', 'pen'] };
const ZOD_ORDER = {
  kind: 'event-42',
  id: '0b9f5e0c-6a0e-4d0c-9a63-3f5f0f6f7a10',
  customer: { name: 'Ada', email: 'ada@example.com', tags: ['new'] },
  items: [
    { sku: 'book', quantity: 1, price: 31.5 },
    { sku: 'pen', quantity: 3, price: 3.5 },
  ],
};
const HTTP_EVENT = httpApiEvent('/orders/7', { currency: 'EUR' });
const HTTP_BODY = '{"id":"7","currency":"EUR"}';

/** All workloads of the benchmark's own; the first is the default. */
export const WORKLOADS: readonly OwnWorkload[] = [
  { name: 'empty', about: 'an empty handler', bundled: false, event: '{}', expected: 'null' },
  {
    name: 'dynamodb',
    about: 'a PutItem with the document client of the AWS SDK',
    bundled: true,
    event: JSON.stringify(ORDER),
    expected: JSON.stringify({ ...ORDER, stored: true }),
    openBackend: openAwsEndpoint,
  },
  {
    name: 'dynamodb-https',
    folder: 'dynamodb',
    about: 'a PutItem with the document client over HTTPS',
    bundled: true,
    event: JSON.stringify(ORDER),
    expected: JSON.stringify({ ...ORDER, stored: true }),
    openBackend: openSecureAwsEndpoint,
  },
  {
    name: 'sdk',
    folder: 'dynamodb',
    about: 'a PutItem with an AWS SDK that is not bundled',
    bundled: 'packages beside',
    event: JSON.stringify(ORDER),
    expected: JSON.stringify({ ...ORDER, stored: true }),
    openBackend: openAwsEndpoint,
    without: {
      names: ['snapboot-plain', 'snapboot-compiled', 'snapboot-image', 'snapboot-primed'],
      reason: 'built, it is dynamodb',
    },
  },
  {
    name: 's3',
    about: 'a GetObject with the AWS SDK',
    bundled: true,
    event: '{"key":"2026/order-7.json"}',
    expected: '{"object":"/orders/2026/order-7.json"}',
    openBackend: openAwsEndpoint,
  },
  {
    name: 'hono',
    about: 'a route of Hono',
    bundled: true,
    event: HTTP_EVENT,
    expected: JSON.stringify({
      body: HTTP_BODY,
      statusCode: 200,
      isBase64Encoded: false,
      headers: { 'content-type': 'application/json' },
    }),
  },
  {
    name: 'fastify',
    about: 'a route of Fastify',
    bundled: true,
    event: HTTP_EVENT,
    expected: JSON.stringify({ statusCode: 200, body: HTTP_BODY }),
  },
  {
    name: 'zod',
    about: 'a hundred schemas of Zod',
    bundled: true,
    event: JSON.stringify({ schema: 42, order: { ...ZOD_ORDER, unknown: true } }),
    expected: JSON.stringify({ ...ZOD_ORDER, currency: 'EUR' }),
  },
  {
    name: 'ajv',
    about: 'two dozen schemas of Ajv, compiled while loading',
    bundled: true,
    event: JSON.stringify({ schema: 7, order: { ...ZOD_ORDER, kind: 'event-7', unknown: true } }),
    expected: JSON.stringify({ ...ZOD_ORDER, kind: 'event-7', currency: 'EUR' }),
  },
  {
    name: 'graphql',
    about: 'a query to GraphQL Yoga',
    bundled: true,
    event: httpApiEvent('/graphql', { query: '{ orders(currency: EUR) { id total items { sku } } }' }),
    expected: JSON.stringify({
      statusCode: 200,
      body: '{"data":{"orders":[{"id":"7","total":31.5,"items":[{"sku":"book"}]}]}}',
    }),
  },
  {
    name: 'apollo',
    about: 'a query to Apollo Server',
    bundled: true,
    event: httpApiEvent('/graphql', { query: '{ orders(currency: EUR) { id total items { sku } } }' }),
    expected: JSON.stringify({
      statusCode: 200,
      body: '{"data":{"orders":[{"id":"7","total":31.5,"items":[{"sku":"book"}]}]}}\n',
    }),
  },
  {
    name: 'nestjs',
    about: 'a route of NestJS on Express',
    bundled: true,
    // It tells its own parts apart by that.
    allowRandom: ['uid'],
    event: HTTP_EVENT,
    expected: JSON.stringify({ statusCode: 200, body: HTTP_BODY }),
  },
  {
    name: 'mjml',
    about: 'a letter of MJML, made into HTML',
    bundled: true,
    event: JSON.stringify({ id: 'order-7', name: 'Ada', items: ZOD_ORDER.items }),
    expected: JSON.stringify({ title: 'Your order', link: 'orders/order-7' }),
  },
  {
    name: 'streaming',
    about: 'a streamed answer',
    bundled: false,
    event: '{"chunks":8}',
    expected: '[0,1,2,3,4,5,6,7]',
    without: {
      names: ['bare', 'node-loop', 'bun', 'snapboot-http', 'snapboot-undici', 'snapboot-fetch'],
      reason: 'takes whole answers only',
    },
  },
];
