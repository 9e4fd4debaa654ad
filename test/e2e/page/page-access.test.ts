import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRequest } from '../../support/send-request.ts';
import { fixture, startService, type TestService } from '../../support/start-service.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let lambda: TestService;

beforeAll(async () => {
  lambda = await startService({ paths: [fixture('returns-event')] });
});

afterAll(() => lambda?.[Symbol.asyncDispose]());

test('browsers get the page, which may run and ask nothing but itself; programs get JSON', async () => {
  const page = await sendRequest(lambda.address, { path: '/', headers: HTML });
  expect(page.status).toBe(200);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(String(page.headers['content-security-policy']).replaceAll(/'sha256-[^']+'/g, 'HASH')).toBe(
    "default-src 'none'; script-src HASH; style-src HASH; connect-src 'self'; img-src data:; base-uri 'none'; " +
      "form-action 'none'; frame-ancestors 'none'",
  );
  expect(page.body).not.toMatch(/(?:src|href)="(?!data:)/);
  const program = await sendRequest(lambda.address, { path: '/', headers: { accept: '*/*' } });
  expect(JSON.parse(program.body)).toMatchObject({ functions: ['returns-event'] });
});

test('another host name gets neither page nor events', async () => {
  for (const path of ['/', '/events']) {
    const answer = await sendRequest(lambda.address, { path, headers: { ...HTML, host: 'evil.example' } });
    expect(answer.status).toBe(403);
  }
});

test('pages of other sites get no events, and run no function', async () => {
  const asked = [
    { path: '/events', headers: { origin: 'http://evil.example' } },
    { path: '/events', headers: { 'sec-fetch-site': 'cross-site' } },
    { path: '/events', headers: { 'sec-fetch-site': 'same-site' } },
    {
      method: 'POST' as const,
      path: '/2015-03-31/functions/returns-event/invocations',
      headers: { origin: 'http://evil.example' },
    },
  ];
  for (const request of asked) {
    const answer = await sendRequest(lambda.address, request);
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test('who comes back gets what it has missed, and who was never there gets all', async () => {
  await using staying = await openEvents({});
  const [first] = await staying.until((events) => events.length > 0);
  expect(first?.data).toMatchObject({ whole: true, functions: [{ name: 'returns-event' }] });
  await lambda.call('returns-event', {});
  const seen = await staying.until((events) => JSON.stringify(events).includes('"durationMs"'));
  await using back = await openEvents({ 'last-event-id': first?.id ?? '' });
  const [missed] = await back.until((events) => events.length > 0);
  expect(missed?.data).not.toHaveProperty('whole');
  expect(missed?.id).toBe(seen[1]?.id);
  await using stranger = await openEvents({ 'last-event-id': 'another/1' });
  expect((await stranger.until((events) => events.length > 0))[0]?.data).toHaveProperty('whole', true);
});

interface Received {
  readonly id: string;
  readonly data: object;
}

interface Stream extends AsyncDisposable {
  /** Reads until what has come is enough. */
  until(isEnough: (events: readonly Received[]) => boolean): Promise<readonly Received[]>;
}

async function openEvents(headers: Record<string, string>): Promise<Stream> {
  const closing = new AbortController();
  const response = await fetch(`${lambda.service.endpoint}/events`, { headers, signal: closing.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const events = (): Received[] =>
    [...text.matchAll(/^id: (.*)\ndata: (.*)\n\n/gm)].map(([, id = '', data = '']) => ({ id, data: JSON.parse(data) }));
  return {
    async until(isEnough) {
      while (!isEnough(events())) text += (await reader?.read())?.value ?? '';
      return events();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
    },
  };
}
