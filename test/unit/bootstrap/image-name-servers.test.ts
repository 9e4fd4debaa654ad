import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageLayer } from '../../support/image-layer.ts';
import { needsSurroundings, startImage } from '../../support/image-start.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SERVERS = ['192.0.2.7', '2001:db8::7'];

test('a function resolves by the name servers of the machine that it wakes on, and by others when it has set them', async (context) => {
  await using layer = await imageLayer(context);
  await using folder = await temporaryFolder({ 'resolv.conf': SERVERS.map((one) => `nameserver ${one}\n`).join('') });
  const mount = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
  const through = ['unshare', '--map-root-user', '--mount', 'sh', '-c', mount, join(folder.path, 'resolv.conf')];
  await needsSurroundings(context, through);
  const text = `
    const dns = require('node:dns');
    exports.handler = async () => {
      const own = [dns.getServers(), dns.promises.getServers(), new dns.Resolver().getServers()];
      const failed = await dns.promises.resolve4('a name that cannot be').catch(({ code }) => code);
      dns.setServers(['192.0.2.9']);
      return { own, failed, others: [dns.getServers(), dns.promises.getServers()] };
    };`;
  const plain = await startImage(layer, { through, text, env: { SNAPBOOT_BOOT: 'plain' } });
  const woken = await startImage(layer, { through, text });
  expect(woken).toEqual(plain);
  expect(woken).toMatchObject({
    stderr: '',
    answers: [{ own: [SERVERS, SERVERS, SERVERS], others: [['192.0.2.9'], ['192.0.2.9']] }],
  });
});
