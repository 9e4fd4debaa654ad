import { readFileSync } from 'node:fs';
import { expect, type TestContext, test } from 'vitest';
import { createGround, type EnvironmentGround } from '../../../../service/environments/environment-ground.ts';
import { BARE_PLATFORM } from '../../../../service/environments/platform.ts';
import { detectSandbox, type SandboxSupport } from '../../../../service/environments/sandbox.ts';
import { functionConfig } from '../../../../service/functions/function-config.ts';
import { runScript } from '../../../support/sandboxed-run.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const support = await detectSandbox('auto');
const BOOTSTRAP = new URL('../../../fixtures/bootstraps/echoes.mjs', import.meta.url).pathname;
const EXTENSION = { 'layer/extensions/watch': '#!/bin/sh\n' };

test('an environment with external extensions has a loopback address of its own, in its hosts as well', async (context) => {
  needsSandbox(context);
  await using folder = await temporaryFolder({ 'code/index.mjs': '', ...EXTENSION });
  const [first, second] = await Promise.all([makeGround(folder.path, support), makeGround(folder.path, support)]);
  await using _grounds = all(first, second);
  expect([first.address, second.address]).toEqual([
    expect.stringMatching(/^127\.77\./),
    expect.stringMatching(/^127\.77\./),
  ]);
  expect(second.address).not.toBe(first.address);
  for (const ground of [first, second]) {
    const { output } = await runScript(ground.sandbox, 'cat /etc/hosts');
    expect(output).toMatch(/^127\.0\.0\.1 localhost$/m);
    expect(output.split('\n')).toContain(`${ground.address} sandbox.localdomain sandbox`);
    expect(output).toContain(readFileSync('/etc/hosts', 'utf8'));
  }
});

test('an environment without them is at 127.0.0.1, as its hosts say', async (context) => {
  needsSandbox(context);
  await using folder = await temporaryFolder({ 'code/index.mjs': '', 'layer/lib/text': '' });
  await using ground = await makeGround(folder.path, support);
  expect(ground.address).toBe('127.0.0.1');
  const { output } = await runScript(ground.sandbox, 'cat /etc/hosts');
  expect(output).toMatch(/^127\.0\.0\.1 sandbox\.localdomain sandbox$/m);
});

test('without a sandbox, /etc/hosts is that of the machine, and so is the address', async () => {
  await using folder = await temporaryFolder({ 'code/index.mjs': '', ...EXTENSION });
  await using ground = await makeGround(folder.path, { kind: 'none' });
  expect(ground.address).toBe('127.0.0.1');
});

function needsSandbox({ skip }: TestContext): void {
  if (support.kind === 'none') skip(support.notice);
}

function makeGround(folder: string, sandbox: SandboxSupport): Promise<EnvironmentGround> {
  const settings = { name: 'demo', taskRoot: `${folder}/code`, handler: 'index.handler', layers: [`${folder}/layer`] };
  return createGround({ ...BARE_PLATFORM, sandbox }, functionConfig(settings), BOOTSTRAP);
}

function all(...grounds: readonly EnvironmentGround[]): AsyncDisposable {
  const resources = new AsyncDisposableStack();
  for (const ground of grounds) resources.use(ground);
  return resources;
}
