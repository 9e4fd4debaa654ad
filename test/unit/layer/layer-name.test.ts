import { expect, test } from 'vitest';
import {
  layerName,
  parseLayerName,
  parseLayerVersionArn,
  parseSdkLayerName,
  sdkLayerName,
} from '../../../layer/layer-name.ts';

test('the name of a layer says its variant, and can be read again', () => {
  const parts = { family: 'our-node20-layer', nodeMajor: 24, architecture: 'x86_64' } as const;
  expect(layerName(parts)).toBe('our-node20-layer-node24-x86_64');
  expect(parseLayerName('our-node20-layer-node24-x86_64')).toEqual(parts);
  expect(parseLayerName('our-layer')).toBeUndefined();
});

test('the layer of the AWS SDK has a name of its own, which is no variant of the other', () => {
  const parts = { family: 'our-node20-layer', nodeMajor: 26 };
  expect(sdkLayerName(parts)).toBe('our-node20-layer-sdk-node26');
  expect(parseSdkLayerName('our-node20-layer-sdk-node26')).toEqual(parts);
  expect(parseLayerName('our-node20-layer-sdk-node26')).toBeUndefined();
  expect(parseSdkLayerName('our-sdk-node24-x86_64')).toBeUndefined();
  const withImage = { ...parts, architecture: 'arm64' } as const;
  expect(sdkLayerName(withImage)).toBe('our-node20-layer-sdk-arm64-node26');
  expect(parseSdkLayerName('our-node20-layer-sdk-arm64-node26')).toEqual(withImage);
  expect(parseLayerName('our-node20-layer-sdk-arm64-node26')).toBeUndefined();
});

test('an ARN of a layer version is read in every partition', () => {
  const version = { name: 'snapboot-node24-arm64', version: 12 };
  expect(parseLayerVersionArn('arn:aws:lambda:eu-west-1:123456789012:layer:snapboot-node24-arm64:12')).toEqual({
    ...version,
    region: 'eu-west-1',
  });
  expect(
    parseLayerVersionArn('arn:aws-us-gov:lambda:us-gov-east-1:123456789012:layer:snapboot-node24-arm64:12'),
  ).toEqual({ ...version, region: 'us-gov-east-1' });
});

test.each([
  'arn:aws:lambda:eu-west-1:123456789012:layer:snapboot',
  'arn:aws:lambda:eu-west-1:123456789012:function:orders:1',
  'snapboot',
])('%s is no ARN of a layer version', (arn) => {
  expect(parseLayerVersionArn(arn)).toBeUndefined();
});
