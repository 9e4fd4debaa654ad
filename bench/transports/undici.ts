import { Client } from 'undici';
import type { RequestHead } from '../../runtime/http/http1-request-encoder.ts';
import type { Http1Response } from '../../runtime/http/http1-response-parser.ts';
import { definedHeaders, responseOf, WholeConnection } from './whole-connection.ts';

/** The Runtime API over undici's fastest way: one client for one origin, without time limits. */
export class Http1Connection extends WholeConnection {
  readonly #client: Client = new Client(this.origin, { headersTimeout: 0, bodyTimeout: 0 });

  async request(head: RequestHead, body?: string): Promise<Http1Response> {
    const { method, path } = head;
    const answer = await this.#client.request({ method, path, headers: definedHeaders(head), body: body ?? null });
    return responseOf(answer.statusCode, answer.headers, Buffer.from(await answer.body.arrayBuffer()));
  }
}
