import { expect, test } from 'vitest';
import { officialClient } from '../../../../bench/contenders/contenders.ts';
import { RunningContender } from '../../../../bench/contenders/running-contender.ts';
import { emptySetting } from '../../../support/bench-contender.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const GROUND = { node: process.execPath, bootstrap: '/no/such/bootstrap', nodeVersion: 'Node.js 24.21.0' };

// As the bootstrap of the layer sets them, see test/contract/environment.test.ts.
test.each([
  [128, ['--max-old-space-size=116', '--max-semi-space-size=6', '--max-http-header-size=81920']],
  [1769, ['--max-old-space-size=1593', '--max-semi-space-size=88', '--max-http-header-size=81920']],
  [10_240, ['--max-old-space-size=9216', '--max-semi-space-size=512', '--max-http-header-size=81920']],
])('the official client starts with the heap flags of a function of %d MB', async (memoryMb, flags) => {
  await using folder = await temporaryFolder({
    'package.json': '{"version":"4.0.2"}',
    'index.mjs': 'console.log(JSON.stringify(process.execArgv)); process.exit(1);',
  });
  const contender = officialClient(GROUND, folder.path);
  expect(contender.version).toBe('4.0.2 on Node.js 24.21.0');
  await using running = await RunningContender.start({ name: 'client', ...contender }, await emptySetting(memoryMb));
  await expect(running.ready()).rejects.toThrow(JSON.stringify(flags));
});
