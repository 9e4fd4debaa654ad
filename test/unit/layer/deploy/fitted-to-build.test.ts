import { expect, test } from 'vitest';
import { readDeployOptions } from '../../../../layer/deploy/deploy-options.ts';
import { fittedToBuild } from '../../../../layer/deploy/fitted-to-build.ts';
import { sha256 } from '../../../../layer/layer-manifest.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const BUNDLE = 'exports.run = () => 1;';
const MANIFEST = JSON.stringify({
  functions: [{ name: 'orders', handler: 'index.run' }],
  built: {
    format: 1,
    architecture: 'arm64',
    node: '26.10.0',
    files: [{ path: 'index.js', bytes: BUNDLE.length, sha256: sha256(Buffer.from(BUNDLE)) }],
  },
});

async function fitted(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  await using folder = await temporaryFolder(files);
  return await fittedToBuild(readDeployOptions([folder.path, '--name', 'orders', ...args]));
}

test('a built function is deployed for what it was built for', async () => {
  const { wish, layer } = await fitted({ 'index.js': BUNDLE, 'snapboot.json': MANIFEST });
  expect(wish).toEqual({ name: 'orders', architecture: 'arm64', handler: 'index.run' });
  expect(layer).toMatchObject({ kind: 'file', nodeMajor: 26 });
});

test('another handler of it may be chosen, and a layer by its ARN', async () => {
  const options = await fitted(
    { 'index.js': BUNDLE, 'snapboot.json': MANIFEST },
    '--handler',
    'index.b',
    '--layer',
    'arn',
  );
  expect(options).toMatchObject({ wish: { handler: 'index.b' }, layer: { kind: 'arn', arn: 'arn' } });
});

test.each([{}, { 'snapboot.json': '{"functions":[{"handler":"a.b"}]}' }])(
  'a function that was not built stays as it is asked for',
  async (files) => {
    expect(await fitted(files)).toMatchObject({
      wish: { name: 'orders' },
      layer: { kind: 'file', nodeMajor: undefined },
    });
    expect((await fitted(files)).wish).not.toHaveProperty('handler');
  },
);

test.each([
  ['--arch x86_64: the function was built for arm64', { 'index.js': BUNDLE }, ['--arch', 'x86_64']],
  ['--node 24: the function was built for Node.js 26', { 'index.js': BUNDLE }, ['--node', '24']],
  ['index.js is not as it was built: snapboot function build makes it anew', { 'index.js': 'exports.run = 2' }, []],
  ['index.js cannot be read (ENOENT)', {}, []],
  ['snapboot.json: this is no JSON: ', { 'index.js': BUNDLE, 'snapboot.json': '{' }, []],
])('a mistake is told in one line: %s', async (line, files, args) => {
  const complaint = await fitted({ 'snapboot.json': MANIFEST, ...files }, ...args).catch(
    (error: Error) => error.message,
  );
  expect(complaint).toContain(line);
  expect(complaint).not.toContain('\n');
});
