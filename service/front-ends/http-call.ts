import type { IncomingMessage } from 'node:http';
import { receivedTrace } from '../environments/trace-header.ts';

/** Name and value of one header line. */
export type HeaderLine = readonly [name: string, value: string];

/** An HTTP request as a front end reads it, but for its body. */
export interface HttpCall {
  readonly method: string;
  /** As it was sent, percent-encoded; begins with a slash. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  /** In their order, names as they were sent. */
  readonly headers: readonly HeaderLine[];
  readonly protocol: string;
  readonly sourceIp: string;
  /** Of the server, as text. */
  readonly port: string;
  readonly time: Date;
  /** Trace of the invocation. */
  readonly traceId: string;
}

/** Reads request line and headers. */
export function readHttpCall(request: IncomingMessage): HttpCall {
  const { method = 'GET', rawHeaders, httpVersion, socket } = request;
  const { path, query } = targetOf(request);
  const headers = rawHeaders.flatMap((name, index): HeaderLine[] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
  return {
    method,
    path,
    query,
    headers,
    protocol: `HTTP/${httpVersion}`,
    // Of an IPv4 caller of a server that listens on both.
    sourceIp: (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    port: String(socket.localPort ?? 80),
    time: new Date(),
    traceId: receivedTrace(request.headers['x-amzn-trace-id']?.toString()),
  };
}

/** All values of a header, in their order. */
export function headerValues({ headers }: Pick<HttpCall, 'headers'>, name: string): readonly string[] {
  return headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}

/** The first value of a header. */
export function headerValue(call: Pick<HttpCall, 'headers'>, name: string): string | undefined {
  return headerValues(call, name)[0];
}

/** Path and query of a request line; proxies are sent a whole URL there. */
export function targetOf({ url = '/' }: IncomingMessage): { readonly path: string; readonly query: string } {
  const target = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  const end = target.indexOf('?');
  const path = end === -1 ? target : target.slice(0, end);
  return { path: path.startsWith('/') ? path : `/${path}`, query: end === -1 ? '' : target.slice(end + 1) };
}

// What is between two hops only, and what a proxy makes anew.
const LEFT_OUT = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade']);

/** The headers that a function sees: those of the caller, and what proxies of AWS add. */
export function forwardedHeaders({ headers, sourceIp, port, traceId }: HttpCall): readonly HeaderLine[] {
  const added = new Set(['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-amzn-trace-id']);
  const forwardedFor = [...headerValues({ headers }, 'x-forwarded-for'), sourceIp].join(', ');
  return [
    ...headers.filter(([name]) => !LEFT_OUT.has(name.toLowerCase()) && !added.has(name.toLowerCase())),
    ['X-Amzn-Trace-Id', traceId.split(';', 1).join()],
    ['X-Forwarded-For', forwardedFor],
    ['X-Forwarded-Port', port],
    ['X-Forwarded-Proto', 'http'],
  ];
}
