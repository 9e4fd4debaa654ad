import { Http1Connection } from '../http/http1-connection.ts';
import type { HostPort } from '../http/tcp-socket.ts';
import { EXTENSION_HEADERS, EXTENSIONS_API } from '../protocol/extensions-api.ts';

const NAME = 'snapboot';

/**
 * Registers this process as an internal extension without events, because Lambda sends SIGTERM before it ends an
 * environment only where an extension is registered. Resolves once the service knows; gives the reason in one line
 * where it does not want to.
 */
export async function registerInternalExtension(address: HostPort): Promise<string | undefined> {
  const connection = new Http1Connection(address);
  const { status, headers, body } = await connection.request(
    { method: 'POST', path: EXTENSIONS_API.register, headers: { [EXTENSION_HEADERS.name]: NAME } },
    '{"events":[]}',
  );
  const identifier = headers.get(EXTENSION_HEADERS.identifier);
  if (status !== 200 || identifier === undefined) {
    return `the Extensions API answered ${status} to POST register: ${body.toString('utf8', 0, 500).trim()}`;
  }
  // Init ends only when every extension has asked for its first event. This one never gets any.
  connection.park({
    method: 'GET',
    path: EXTENSIONS_API.next,
    headers: { [EXTENSION_HEADERS.identifier]: identifier },
  });
  return undefined;
}
