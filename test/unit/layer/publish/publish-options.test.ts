import { expect, test } from 'vitest';
import { readPublishOptions } from '../../../../layer/publish/publish-options.ts';

test('without options both architectures of the default line go to the default region, for the account alone', () => {
  expect(readPublishOptions([])).toMatchObject({
    regions: 'default',
    plans: [{ architecture: 'x86_64' }, { architecture: 'arm64' }],
    family: 'snapboot',
    audience: { kind: 'account' },
    dryRun: false,
    layersFile: 'layers.json',
  });
});

test('the layer of the AWS SDK is one more, for the same line of Node.js', () => {
  expect(readPublishOptions([]).sdkPlan).toBeUndefined();
  expect(readPublishOptions(['--sdk']).sdkPlan).toMatchObject({ nodeMajor: 24, choice: { text: 'all' } });
  const { sdkPlan } = readPublishOptions(['--node', '26', '--sdk', 'common']);
  expect(sdkPlan).toMatchObject({ nodeMajor: 26, choice: { text: 'common' } });
});

test('regions count once, and all of them are all', () => {
  const read = (...names: string[]) => readPublishOptions(names.flatMap((name) => ['--region', name])).regions;
  expect(read('us-gov-west-1', 'eusc-de-east-1', 'us-gov-west-1')).toEqual(['us-gov-west-1', 'eusc-de-east-1']);
  expect(read('eu-west-1', 'all')).toBe('all');
});

test.each([
  [['--region', 'Frankfurt'], 'Frankfurt is not the name of a region, such as eu-central-1'],
  [['--arch', 'arm'], "--arch arm: Lambda's architectures are x86_64 and arm64"],
  [['--node', '22'], '--node 22: the layer is built for Node.js 24 or 26'],
  [['--name', 'our layer'], '--name our layer: a name has up to 122 letters, digits, hyphens and underscores'],
  [['--org', 'ours'], '--org ours: this is not the id of an organization, such as o-a1b2c3d4e5'],
  [['--public', '--org', 'o-a1b2c3d4e5'], '--public and --org: whatever is public the organization may use too'],
  [['--description', 'x'.repeat(171)], '--description: it has 171 characters, and there is room for 170'],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused with its reason', (args, reason) => {
  expect(() => readPublishOptions(args)).toThrow(reason);
});
