import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { hostArchitecture, NODE_VERSIONS, readBuildPlan, readBuildPlans } from '../../../layer/build-plan.ts';
import { NODE_PACKAGES } from '../../../layer/node-package.ts';

test('without options, a plan is for this machine and the default line of Node.js', () => {
  const plan = readBuildPlan([]);
  expect(plan).toMatchObject({ architecture: hostArchitecture(), nodeVersion: NODE_VERSIONS[24] });
  expect(plan.outputFolder).toMatch(new RegExp(`layer/build/${hostArchitecture()}$`));
});

test('another architecture and line go to a folder of their own', () => {
  const plan = readBuildPlan(['--arch', 'arm64', '--node', '26']);
  expect(plan).toMatchObject({ architecture: 'arm64', nodeVersion: NODE_VERSIONS[26] });
  expect(plan.outputFolder).toMatch(/layer\/build\/arm64-node26$/);
});

test('all architectures are a plan each', () => {
  expect(readBuildPlans(['--arch', 'all']).map(({ architecture }) => architecture)).toEqual(['x86_64', 'arm64']);
  expect(readBuildPlans([]).map(({ architecture }) => architecture)).toEqual([hostArchitecture()]);
});

test('a layer that the shell starts goes to a folder of its own', () => {
  const plan = readBuildPlan(['--arch', 'arm64', '--node', '26', '--bootstrap', 'sh']);
  expect(plan).toMatchObject({ bootstrapKind: 'sh' });
  expect(plan.outputFolder).toMatch(/layer\/build\/arm64-node26-sh$/);
  expect(readBuildPlan([])).toMatchObject({ bootstrapKind: 'launcher' });
});

test('--out takes both folders elsewhere, from where the user stands', () => {
  const plan = readBuildPlan(['--arch', 'arm64', '--out', 'elsewhere']);
  expect(plan.outputFolder).toBe(resolve('elsewhere/build/arm64'));
  expect(plan.archiveFolder).toBe(resolve('elsewhere/dist'));
});

test.each([
  [['--arch', 'arm'], "--arch arm: Lambda's architectures are x86_64 and arm64"],
  [['--node', '22'], '--node 22: the layer is built for Node.js 24 or 26'],
  [['--bootstrap', 'zsh'], '--bootstrap zsh: it is one of launcher, sh'],
  [['--image-ground', 'cloud'], '--image-ground cloud: it is one of auto, here, vm'],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused with its reason', (args, reason) => {
  expect(() => readBuildPlan(args)).toThrow(reason);
});

test('the default version is the one that npm installs, and every version has an integrity', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  for (const { name, integrity } of Object.values(NODE_PACKAGES)) {
    expect(optionalDependencies[name]).toBe(NODE_VERSIONS[24]);
    expect(Object.keys(integrity)).toEqual(Object.values(NODE_VERSIONS));
  }
});
