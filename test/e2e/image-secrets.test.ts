import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { imageFunction, imagesNeed } from '../support/image-function.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const missing = await imagesNeed();

test.skipIf(missing)('a function that is loaded finds nothing of the machine in /etc', async () => {
  await using built = await imageFunction({
    'index.mjs': `import { existsSync, readFileSync } from 'node:fs';
      const kept = [readFileSync('/etc/hosts', 'utf8'), readFileSync('/etc/resolv.conf', 'utf8'), existsSync('/etc/shadow'), existsSync('/root'), existsSync('/home')];
      export const handler = async ({ asks }) => asks && kept;`,
  });
  const hosts = '127.0.0.1 localhost\n127.0.0.1 sandbox.localdomain sandbox\n';
  const answer = [hosts, 'nameserver 127.0.0.1\n', false, false, false];
  expect(await built.invoke({ asks: true })).toEqual({ answer, log: [] });
});

test.skipIf(missing)('nothing of the machine that builds it is in an image, and no secret', async () => {
  await using built = await imageFunction(
    {
      'index.mjs': `import { homedir, userInfo } from 'node:os'; globalThis.kept = [homedir(), userInfo(), process.env.PLAIN];
        export const handler = async () => process.env.MY_SECRET;`,
    },
    ['--env', 'MY_SECRET=canary-of-a-secret', '--env', 'PLAIN=canary-of-none'],
  );
  const image = await built.image();
  const has = (text: string): boolean => image.includes(text) || image.includes(Buffer.from(text, 'utf16le'));
  expect(has('canary-of-none')).toBe(true);
  const { PATH = '', HOME = '' } = process.env;
  const own = ['canary-of-a-secret', PATH, process.cwd(), built.folder, ...(HOME.length > 6 ? [HOME] : [])];
  expect(own.filter(has)).toEqual([]);
  expect(await built.invoke({})).toEqual({ answer: 'canary-of-a-secret', log: [] });
});

test.skipIf(missing)('a primed function that copies all variables finds nothing of the build in them', async () => {
  const text = `import { readFileSync } from 'node:fs';
    export const handler = async ({ tell }) => {
      const copy = { ...process.env };
      const image = readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image');
      return tell ? { image, loader: Object.keys(copy).filter((name) => /^(LD_BIND_NOW|GLIBC_)/.test(name)) } : 1;
    };`;
  await using events = await temporaryFolder({ 'event.json': '{}' });
  await using built = await imageFunction({ 'index.mjs': text }, ['--primed', '--event', `${events.path}/event.json`]);
  expect(await built.invoke({ tell: true })).toEqual({ answer: { image: true, loader: [] }, log: [] });
});

test.skipIf(missing)('what a primed function signs with after waking are keys of its own', async () => {
  const signed: (string | undefined)[] = [];
  const api = createServer((request, response) => {
    signed.push(/Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1]);
    request.resume().once('end', () => response.end('<GetCallerIdentityResponse/>'));
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const endpoint = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const sdk = fileURLToPath(import.meta.resolve('@aws-sdk/client-sqs'));
  const text = `import { ListQueuesCommand, SQSClient } from '${sdk}'; const client = new SQSClient({});
    export const handler = async () => { await client.send(new ListQueuesCommand({})).catch(() => {}); return 1; };`;
  const keys = { AWS_ACCESS_KEY_ID: 'TRAINED', AWS_SECRET_ACCESS_KEY: 'canary-of-training', AWS_REGION: 'us-east-1' };
  Object.assign(process.env, keys);
  try {
    const told = ['--env', `AWS_ENDPOINT_URL=${endpoint}`, '--env', 'AWS_REGION'];
    const events = await temporaryFolder({ 'event.json': '{}' });
    await using _ = events;
    const all = ['--primed', '--network', 'host', '--event', `${events.path}/event.json`, ...told];
    await using built = await imageFunction({ 'index.mjs': text }, all);
    expect(new Set(signed)).toEqual(new Set(['TRAINED', 'REHEARSAL']));
    expect((await built.image()).includes('canary-of-training')).toBe(false);
    signed.length = 0;
    process.env.AWS_ACCESS_KEY_ID = 'AWAKE';
    expect(await built.invoke({})).toEqual({ answer: 1, log: [] });
    expect(signed).toEqual(['AWAKE']);
  } finally {
    for (const name of Object.keys(keys)) Reflect.deleteProperty(process.env, name);
    api.close();
    api.closeAllConnections();
  }
});

const [CERTIFICATE, KEY] = ['certificate.pem', 'key.pem'].map((name) =>
  fileURLToPath(new URL(`../../bench/workloads/test-only-tls/${name}`, import.meta.url)),
) as [string, string];
const ASKS = `import { once } from 'node:events'; import { readFileSync } from 'node:fs'; import { get } from 'node:https';
  export const handler = async ({ tell }) => {
    const image = readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image');
    const request = get(process.env.ENDPOINT, { agent: false });
    const said = await once(request, 'response').then(([response]) => response.resume().statusCode, ({ code }) => code);
    return tell ? { image, said } : said;
  };`;

test.skipIf(missing).each([
  ['that has loaded it', ['--image']],
  ['that has answered events', ['--primed', '--network', 'host']],
])('a function in an image of a process %s trusts whom it is told to at its start', async (_what, way) => {
  const identity = { cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) };
  const server = createSecureServer(identity, (_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    // Where it lies on the machine that builds, it lies nowhere on Lambda.
    await using machine = await temporaryFolder({ 'event.json': '{}' });
    const certificates = `${machine.path}/ca.pem`;
    await copyFile(CERTIFICATE, certificates);
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const told = ['--env', `NODE_EXTRA_CA_CERTS=${certificates}`, '--env', `ENDPOINT=${endpoint}`];
    await using built = await imageFunction({ 'index.mjs': ASKS }, [
      ...way,
      '--event',
      `${machine.path}/event.json`,
      ...told,
    ]);
    await copyFile(CERTIFICATE, `${built.folder}/ca.pem`);
    const wake = (file: string) => built.invoke({ tell: true }, { NODE_EXTRA_CA_CERTS: file });
    expect(await wake('/var/task/ca.pem')).toEqual({ answer: { image: true, said: 200 }, log: [] });
    const distrusted = { image: true, said: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    expect(await wake('')).toEqual({ answer: distrusted, log: [] });
    const { answer, log } = await wake('/var/task/none.pem');
    expect(answer).toEqual(distrusted);
    expect(log.join('\n')).toContain('Ignoring extra certs from `/var/task/none.pem`');
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
