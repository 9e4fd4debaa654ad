import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { coldStart } from '../../../bench/cold-start.ts';
import { buildTransport } from '../../../bench/transports/build-transport.ts';
import { TRANSPORTS } from '../../../bench/transports/transports.ts';
import { emptySetting } from '../../support/bench-contender.ts';
import { builtBootstrap, builtNode } from '../../support/built-layer.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const GROUND = { node: builtNode(), bootstrap: builtBootstrap(), nodeVersion: 'Node.js 24.21.0' };

test.each(TRANSPORTS.map(({ name }) => name))('%s answers as snapboot does, in a layer of its own', async (name) => {
  await using cache = await temporaryFolder();
  const contender = { name, ...(await buildTransport(name, GROUND, cache.path)) };
  const { workload, ...setting } = await emptySetting();
  expect(await coldStart(contender, { ...setting, workload })).toMatchObject({ warmMs: expect.any(Number) });
  const runtime = 'snapboot/runtime.cjs';
  const [own, exchanged] = await Promise.all(
    [dirname(GROUND.bootstrap), join(cache.path, name)].map((layer) => readFile(join(layer, runtime), 'utf8')),
  );
  expect(own).toContain('tcp_wrap');
  expect(exchanged).not.toContain('tcp_wrap');
});
