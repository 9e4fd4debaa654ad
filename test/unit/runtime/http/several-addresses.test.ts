import dns from 'node:dns';
import { expect, test } from 'vitest';
import { Http1Connection } from '../../../../runtime/http/http1-connection.ts';
import { startTcpServer } from '../../../support/tcp-server.ts';

test('a name of which no address answers is a lost connection, and says why', async () => {
  const gone = await startTcpServer(() => {});
  await gone[Symbol.asyncDispose]();
  const { lookup } = dns;
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  Reflect.set(dns, 'lookup', (_name: string, _options: object, found: (...given: unknown[]) => void) =>
    found(null, addresses),
  );
  try {
    const connection = new Http1Connection({ host: 'several.test', port: gone.port });
    await expect(connection.request({ method: 'GET', path: '/' })).rejects.toThrow(
      /^no answer from several\.test:\d+: .*ECONNREFUSED/,
    );
  } finally {
    dns.lookup = lookup;
  }
});
