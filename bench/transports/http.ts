import { Agent, request } from 'node:http';
import type { RequestHead } from '../../runtime/http/http1-request-encoder.ts';
import type { Http1Response } from '../../runtime/http/http1-response-parser.ts';
import { definedHeaders, responseOf, WholeConnection } from './whole-connection.ts';

/** The Runtime API over node:http, with one connection that is kept. */
export class Http1Connection extends WholeConnection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  request(head: RequestHead, body?: string): Promise<Http1Response> {
    const headers: Record<string, string | number> = definedHeaders(head);
    if (body !== undefined) headers['content-length'] = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, method: head.method, headers };
      const outgoing = request(`${this.origin}${head.path}`, options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve(responseOf(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(chunks))),
        );
      });
      outgoing.on('error', reject).end(body);
    });
  }
}
