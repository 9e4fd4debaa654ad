import type { Http1Connection } from '../../runtime/http/http1-connection.ts';
import type { RequestHead } from '../../runtime/http/http1-request-encoder.ts';
import type { Http1Response } from '../../runtime/http/http1-response-parser.ts';
import type { HostPort } from '../../runtime/http/tcp-socket.ts';

type Connection = Pick<Http1Connection, 'connect' | 'request' | 'park' | 'openUpload'>;

/** What takes the place of runtime/http/http1-connection.ts has in common: it sends whole requests, no streams. */
export abstract class WholeConnection implements Connection {
  /** `http://127.0.0.1:9001`. */
  protected readonly origin: string;

  constructor({ host, port }: HostPort) {
    this.origin = `http://${host}:${port}`;
  }

  /** None of these clients can connect ahead of a request. */
  connect(): void {}

  abstract request(head: RequestHead, body?: string): Promise<Http1Response>;

  park(head: RequestHead): void {
    this.request(head).catch(() => {});
  }

  openUpload(): never {
    throw new Error('this transport takes whole answers only');
  }
}

/** Without headers that have no value. */
export function definedHeaders({ headers = {} }: RequestHead): Record<string, string> {
  const entries = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

/** A response from what each of these clients gives: headers as an object whose values may be lists. */
export function responseOf(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
): Http1Response {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { status, headers: new Map(entries), body, keepAlive: true };
}
