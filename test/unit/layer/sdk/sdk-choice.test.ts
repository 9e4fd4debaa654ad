import { expect, test } from 'vitest';
import { readSdkChoice, withSdkChoice } from '../../../../layer/sdk/sdk-choice.ts';
import { readSdkPlan } from '../../../../layer/sdk/sdk-plan.ts';

test('all has every package, and common the most used clients and what is no client', () => {
  const all = readSdkChoice('all').names;
  const common = readSdkChoice('common').names;
  expect(all).toEqual(expect.arrayContaining([...common]));
  expect(all).toContain('@aws-sdk/client-xray');
  expect(common).toEqual(
    expect.arrayContaining([
      '@aws-sdk/client-s3',
      '@aws-sdk/credential-providers',
      '@aws-sdk/lib-dynamodb',
      '@aws-sdk/lib-storage',
      '@aws-sdk/s3-request-presigner',
    ]),
  );
  expect(common).not.toContain('@aws-sdk/client-xray');
});

test('names count once, in whatever order they are given', () => {
  expect(readSdkChoice('@aws-sdk/client-sqs, @aws-sdk/client-s3,@aws-sdk/client-sqs,')).toEqual({
    text: '@aws-sdk/client-s3,@aws-sdk/client-sqs',
    names: ['@aws-sdk/client-s3', '@aws-sdk/client-sqs'],
  });
});

test.each(['client-s3', '@aws-sdk/client-s3,left-pad', '', ','])('%j is refused', (text) => {
  expect(() => readSdkChoice(text)).toThrow(/^--sdk .*: it is all, common, or names of packages as /);
});

test('the option may go without a value', () => {
  expect(withSdkChoice(['--sdk'])).toEqual(['--sdk=all']);
  expect(withSdkChoice(['--sdk', '--node', '26'])).toEqual(['--sdk=all', '--node', '26']);
  expect(withSdkChoice(['--node', '26', '--sdk', 'common'])).toEqual(['--node', '26', '--sdk', 'common']);
});

test('a plan is for one line of Node.js', () => {
  expect(readSdkPlan({})).toMatchObject({ nodeMajor: 24, choice: { text: 'all' } });
  const plan = readSdkPlan({ sdk: 'common', node: '26', out: '/else' });
  expect(plan).toMatchObject({ nodeMajor: 26, outputFolder: '/else/build/sdk-node26', archiveFolder: '/else/dist' });
  expect(() => readSdkPlan({ node: '22' })).toThrow('--node 22: the layer is built for Node.js 24 or 26');
});
