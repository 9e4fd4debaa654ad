import type { RequestHead } from '../../runtime/http/http1-request-encoder.ts';
import type { Http1Response } from '../../runtime/http/http1-response-parser.ts';
import { definedHeaders, responseOf, WholeConnection } from './whole-connection.ts';

/** The Runtime API over the global fetch. It gives up after five minutes without an answer, which Lambda does not. */
export class Http1Connection extends WholeConnection {
  async request(head: RequestHead, body?: string): Promise<Http1Response> {
    const { method, path } = head;
    const answer = await fetch(`${this.origin}${path}`, { method, headers: definedHeaders(head), body: body ?? null });
    const headers = Object.fromEntries(answer.headers);
    return responseOf(answer.status, headers, Buffer.from(await answer.arrayBuffer()));
  }
}
