import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { extensionLayer } from '../support/extension-layer.ts';
import { startService } from '../support/start-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// What an agent does: a socket in a folder of its own, before the function is loaded; and more with each event.
const EXTENSION = `#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { nextEvent, register } from '../extensions-api.mjs';

const folder = process.env.TMPDIR;
const listen = (path) => new Promise((resolve) => createServer().listen(join(folder, path), resolve));
mkdirSync(join(folder, 'agent'));
await listen('agent/agent.sock');
const headers = await register(['INVOKE']);
for (let event = 1; ; event++) {
  await nextEvent(headers);
  writeFileSync(join(folder, 'agent/event-' + event), '');
  await listen('event-' + event + '.sock');
}
`;

const CODE = {
  'index.mjs': `import { existsSync, readdirSync, writeFileSync } from 'node:fs';
    import { join } from 'node:path';
    import { setTimeout } from 'node:timers/promises';
    const folder = process.env.TMPDIR;
    let invocations = 0;
    export const handler = async () => {
      invocations += 1;
      while (!existsSync(join(folder, 'event-' + invocations + '.sock'))) await setTimeout(5);
      const found = readdirSync(folder, { recursive: true }).sort();
      writeFileSync(join(folder, 'left-by-' + invocations), '');
      return found;
    };`,
};

test.each([true, false])(
  'SNAPBOOT_TMP=clean leaves the files of external extensions alone: sandbox %s',
  async (sandbox) => {
    await using code = await temporaryFolder(CODE);
    await using layer = await extensionLayer();
    await writeFile(join(layer.path, 'extensions/agent.mjs'), EXTENSION, { mode: 0o755 });
    const orders = {
      ...{ name: 'orders', taskRoot: code.path, handler: 'index.handler', memoryMb: 256, timeoutMs: 60_000 },
      ...{ layers: [layer.path], variables: { SNAPBOOT_TMP: 'clean' } },
    };
    await using lambda = await startService({ sandbox, functions: [orders] });
    const ofInvocations = (...turns: readonly number[]): string[] =>
      turns.flatMap((turn) => [`agent/event-${turn}`, `event-${turn}.sock`]);
    const before = ['agent', 'agent/agent.sock'];
    expect(await lambda.call('orders')).toEqual([...before, ...ofInvocations(1)].sort());
    expect(await lambda.call('orders')).toEqual([...before, ...ofInvocations(1, 2)].sort());
    expect(await lambda.call('orders')).toEqual([...before, ...ofInvocations(1, 2, 3)].sort());
  },
);
