import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** An HTTP request of a test; the body is sent in as many chunks as it has elements. */
export interface TestRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | readonly string[];
  readonly trailers?: Record<string, string>;
}

/** What came back. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends one request on a connection of its own and waits for the whole answer. */
export async function sendRequest(address: string, test: TestRequest): Promise<TestAnswer> {
  const outgoing = request(`http://${address}${test.path}`, {
    method: test.method ?? 'GET',
    agent: false,
    headers: { ...test.headers, ...(test.trailers && { trailer: Object.keys(test.trailers).join(', ') }) },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
  });
  for (const chunk of [test.body ?? []].flat()) outgoing.write(chunk);
  if (test.trailers) outgoing.addTrailers(test.trailers);
  outgoing.end();
  const answer = await answered;
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}
