import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What this process calls itself when it talks to itself: valid for 127.0.0.1, trusted by nobody, and no secret. Made here
 * by no library, it would take more code than the two lines.
 */
const CERTIFICATE =
  'MIIBkTCCATagAwIBAgIUeTjifAsT1CH6gOQp6jqCObQBLFMwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTIwMTE0MjAwMloYDzIxMjYxMTA3MTQyMDAyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR8c/QoL1il43Riq0sa7rhjfrQCsDVKIJMPJEAW5nuJ7lNc/LpjXYiOQ2nZ2XJ3mvoEdBala6YE51nvhJo7OASoo2QwYjAdBgNVHQ4EFgQU9Rnx+4Dp78bsphVAwfKWuNhc1dAwHwYDVR0jBBgwFoAU9Rnx+4Dp78bsphVAwfKWuNhc1dAwDwYDVR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0kAMEYCIQDnS6cKIoCwJ7rrirV+uOQcFLOKbLt35647P83QUHl49QIhANQqI3zApJejjvQzUa1kKR6KAzz0te4y/WuIREgDqip8';
const KEY =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgobTIjKOPAoWaxrRLnwdxX5fXINLZ4qfGjsHiIFCTpKuhRANCAAR8c/QoL1il43Riq0sa7rhjfrQCsDVKIJMPJEAW5nuJ7lNc/LpjXYiOQ2nZ2XJ3mvoEdBala6YE51nvhJo7OASo';

/** A server that this process has for itself, on 127.0.0.1. */
export interface OwnServer {
  readonly port: number;
  /** Ends all connections, and waits until they are. */
  close(): Promise<void>;
}

/** Opens one; over TLS, callers must pass over that nobody trusts its certificate. */
export async function openOwnServer(protocol: 'http' | 'https', answer: RequestListener): Promise<OwnServer> {
  // Not imported: loading them looks at the streams that are to be muted by then.
  const server =
    protocol === 'http'
      ? process.getBuiltinModule('node:http').createServer(answer)
      : process.getBuiltinModule('node:https').createServer(identity(), answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function identity(): { readonly key: string | Buffer; readonly cert: string } {
  const { createPrivateKey } = process.getBuiltinModule('node:crypto');
  const key = createPrivateKey({ key: Buffer.from(KEY, 'base64'), format: 'der', type: 'pkcs8' });
  const cert = `-----BEGIN CERTIFICATE-----\n${CERTIFICATE}\n-----END CERTIFICATE-----\n`;
  return { key: key.export({ format: 'pem', type: 'pkcs8' }), cert };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
