import { chmod, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BOOTSTRAP_KINDS } from '../../../layer/build-plan.ts';
import { smallLayer } from '../../support/small-layer.ts';
import { toldStart } from '../../support/told-start.ts';

const PATH = '/bin:/usr/bin';

test.for(BOOTSTRAP_KINDS)(
  '%s: without Node.js the start ends with one line that names the file',
  async (kind, context) => {
    await using layer = await smallLayer(kind, context);
    await rm(join(layer.path, 'bin/node'));
    const { code, stderr } = await toldStart(layer.bootstrap);
    expect(code).toBe(127);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('bin/node')]);
  },
);

test.for(BOOTSTRAP_KINDS)('%s: a Node.js that may not be started is told in one line', async (kind, context) => {
  await using layer = await smallLayer(kind, context);
  await chmod(join(layer.path, 'bin/node'), 0o644);
  const { code, stderr } = await toldStart(layer.bootstrap);
  expect(code).toBe(126);
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('bin/node')]);
});

test('launcher: a Node.js that is cut off is told in one line', async (context) => {
  await using layer = await smallLayer('launcher', context);
  const node = join(layer.path, 'bin/node');
  await writeFile(node, Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(60)]));
  await truncate(node, 30);
  const { code, stderr } = await toldStart(layer.bootstrap);
  expect({ code, stderr }).toEqual({
    code: 126,
    stderr: `${node}: cannot be started: it is damaged, or no program for this processor\n`,
  });
});

test.for(BOOTSTRAP_KINDS)('%s: a wrapper without a first line is one of the shell', async (kind, context) => {
  await using layer = await smallLayer(kind, context, { wrapper: 'WRAPPED=yes exec "$@"\n' });
  await chmod(join(layer.path, 'wrapper'), 0o755);
  const env = { PATH, AWS_LAMBDA_EXEC_WRAPPER: join(layer.path, 'wrapper') };
  expect((await toldStart(layer.bootstrap, env)).variables).toMatchObject({ WRAPPED: 'yes' });
});

test.for(BOOTSTRAP_KINDS)('%s: a wrapper whose interpreter is missing is told in one line', async (kind, context) => {
  await using layer = await smallLayer(kind, context, { wrapper: '#!/nowhere/interpreter\n' });
  const wrapper = join(layer.path, 'wrapper');
  const { code, stderr } = await toldStart(layer.bootstrap, { PATH, AWS_LAMBDA_EXEC_WRAPPER: wrapper });
  expect([126, 127]).toContain(code);
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(wrapper)]);
});

test.for(BOOTSTRAP_KINDS)('%s: a wrapper that ends has ended the start, with its own code', async (kind, context) => {
  await using layer = await smallLayer(kind, context, { wrapper: '#!/bin/sh\necho no >&2\nexit 9\n' });
  const told = await toldStart(layer.bootstrap, { PATH, AWS_LAMBDA_EXEC_WRAPPER: join(layer.path, 'wrapper') });
  expect(told).toMatchObject({ code: 9, stderr: 'no\n' });
});

test.for(BOOTSTRAP_KINDS)('%s: the layer is where the bootstrap is called, also by a link', async (kind, context) => {
  await using layer = await smallLayer(kind, context);
  await using other = await smallLayer(kind, context);
  await rm(other.bootstrap);
  await symlink(layer.bootstrap, other.bootstrap);
  const { arguments: started } = await toldStart(other.bootstrap);
  expect(started.at(-1)).toBe(`${other.path}/snapboot/runtime.cjs`);
});

test.for(BOOTSTRAP_KINDS)('%s: an environment of a megabyte arrives as it is', async (kind, context) => {
  await using layer = await smallLayer(kind, context);
  const large = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`LARGE_${index}`, 'x'.repeat(10_000)]));
  const { variables, stderr } = await toldStart(layer.bootstrap, { ...large, PATH, NODE_PATH: 'y'.repeat(100_000) });
  expect(stderr).toBe('');
  const arrived = Object.keys(large).filter((name) => variables[name] === large[name]);
  expect(arrived).toHaveLength(100);
  expect(variables.NODE_PATH?.slice(100_000)).toMatch(/^:\/opt\/nodejs\/node24\/node_modules:/);
});

test('launcher: it finds its layer where it is started by a descriptor', async (context) => {
  await using layer = await smallLayer('launcher', context);
  await using script = await smallLayer('sh', context, {
    'by-descriptor.py': 'import os, sys\nos.execve(os.open(sys.argv[1], os.O_RDONLY), ["bootstrap"], {})\n',
  });
  const starter = join(script.path, 'start');
  await writeFile(starter, `#!/bin/sh\nexec python3 ${script.path}/by-descriptor.py ${layer.bootstrap}\n`, {
    mode: 0o755,
  });
  const { code, arguments: started } = await toldStart(starter, { PATH });
  if (code === 127) return context.skip('there is no python3');
  expect(started.at(-1)).toBe(`${layer.path}/snapboot/runtime.cjs`);
});
