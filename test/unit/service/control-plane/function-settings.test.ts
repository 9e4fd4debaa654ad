import { expect, test } from 'vitest';
import {
  checkSettings,
  type FunctionSettings,
  SETTINGS,
} from '../../../../service/control-plane/functions/function-settings.ts';
import { readMembers } from '../../../../service/control-plane/members.ts';

const ACCOUNT = 'arn:aws:lambda:us-east-1:123456789012';

test.each<[string, FunctionSettings]>([
  ['a description of 256 characters', { Description: 'd'.repeat(256) }],
  ['no description', { Description: '' }],
  ['a handler of one character', { Handler: 'h' }],
  ['a handler of 128 characters', { Handler: `index.${'h'.repeat(122)}` }],
  ['a second', { Timeout: 1 }],
  ['a quarter of an hour', { Timeout: 900 }],
  ['the smallest memory', { MemorySize: 128 }],
  ['the largest memory', { MemorySize: 10_240 }],
  ['the smallest storage', { EphemeralStorage: { Size: 512 } }],
  ['the largest storage', { EphemeralStorage: { Size: 10_240 } }],
  ['a layer of 140 characters', { Layers: [layer('l'.repeat(140 - layer('').length))] }],
  ['a name of two characters', { Environment: { Variables: { A1: '' } } }],
  ['a log group of one character', { LoggingConfig: { LogGroup: 'g' } }],
  ['a log group of 512 characters', { LoggingConfig: { LogGroup: 'g'.repeat(512) } }],
  ['no dead-letter queue', { DeadLetterConfig: { TargetArn: '' } }],
  ['a role in a path', { Role: 'arn:aws:iam::123456789012:role/service-role/lambda' }],
])('%s is taken', (_, settings) => {
  expect(readMembers({ ...settings }, SETTINGS)).toEqual(settings);
  expect(() => checkSettings(settings)).not.toThrow();
});

test.each<[string, FunctionSettings, string]>([
  ['a description of 257 characters', { Description: 'd'.repeat(257) }, 'description'],
  ['a runtime of 65 characters', { Runtime: 'r'.repeat(65) }, 'runtime'],
  ['no handler', { Handler: '' }, 'handler'],
  ['a handler of 129 characters', { Handler: `index.${'h'.repeat(123)}` }, 'handler'],
  ['a handler with a space', { Handler: 'index. handler' }, 'handler'],
  ['no time', { Timeout: 0 }, 'timeout'],
  ['more than a quarter of an hour', { Timeout: 901 }, 'timeout'],
  ['too little memory', { MemorySize: 127 }, 'memorySize'],
  ['too much memory', { MemorySize: 10_241 }, 'memorySize'],
  ['too little storage', { EphemeralStorage: { Size: 511 } }, 'ephemeralStorage.size'],
  ['too much storage', { EphemeralStorage: { Size: 10_241 } }, 'ephemeralStorage.size'],
  ['a layer of 141 characters', { Layers: [layer('l'.repeat(141 - layer('').length))] }, 'layers.1.member'],
  ['a layer without a version', { Layers: [`${ACCOUNT}:layer:l`] }, 'layers.1.member'],
  ['a name of one character', { Environment: { Variables: { A: '' } } }, 'environment.variables.key'],
  ['a name that begins with a digit', { Environment: { Variables: { '1A': '' } } }, 'environment.variables.key'],
  ['no log group', { LoggingConfig: { LogGroup: '' } }, 'loggingConfig.logGroup'],
  ['a log group of 513 characters', { LoggingConfig: { LogGroup: 'g'.repeat(513) } }, 'loggingConfig.logGroup'],
  ['a log group with a space', { LoggingConfig: { LogGroup: 'g g' } }, 'loggingConfig.logGroup'],
  ['a role of another service', { Role: 'arn:aws:s3::123456789012:role/lambda' }, 'role'],
  ['a dead-letter queue without an ARN', { DeadLetterConfig: { TargetArn: 'queue' } }, 'deadLetterConfig.targetArn'],
])('%s is refused at its place', (_, settings, place) => {
  expect(() => readMembers({ ...settings }, SETTINGS)).toThrow(`at '${place}' failed to satisfy constraint`);
});

test.each(['provided', 'provided.al2', 'provided.al2023', 'nodejs', 'nodejs22.x', 'nodejs24.x'])(
  '%s runs',
  (Runtime) => {
    expect(() => checkSettings({ Runtime })).not.toThrow();
  },
);

test.each(['provided.al2024', 'xprovided', 'nodejs24', 'nodejs4.x', 'nodejs24.x-old', 'python3.13'])(
  '%s does not run here',
  (Runtime) => {
    expect(() => checkSettings({ Runtime })).toThrow(`The runtime parameter of ${Runtime} is not supported here`);
  },
);

test('variables may have 4 KB, names and values together, in bytes of UTF-8', () => {
  const variables = (letters: number) => ({ Environment: { Variables: { NAME: `é${'x'.repeat(letters)}`, B1: '' } } });
  expect(() => checkSettings(variables(4096 - 8))).not.toThrow();
  expect(() => checkSettings(variables(4096 - 7))).toThrow('exceeded the 4KB limit: 4097 bytes');
});

test('reserved variables are named all together', () => {
  const Variables = { AWS_REGION: 'x', OWN: 'x', AWS_LAMBDA_FUNCTION_NAME: 'x' };
  expect(() => checkSettings({ Environment: { Variables } })).toThrow(
    'Reserved keys used in this request: AWS_REGION, AWS_LAMBDA_FUNCTION_NAME',
  );
});

test('five layers are taken, of one layer one version', () => {
  const layers = (count: number) => Array.from({ length: count }, (_, index) => layer(`l${index}`));
  expect(() => checkSettings({ Layers: layers(5) })).not.toThrow();
  expect(() => checkSettings({ Layers: layers(6) })).toThrow('Cannot reference more than 5 layers.');
  const twice = [`${ACCOUNT}:layer:one:1`, `${ACCOUNT}:layer:two:1`, `${ACCOUNT}:layer:one:2`];
  expect(() => checkSettings({ Layers: twice })).toThrow(
    `Two different versions of the same layer are not allowed to be referenced in the same function. ${ACCOUNT}:layer:one`,
  );
});

test.each(['ApplicationLogLevel', 'SystemLogLevel'] as const)('%s is for JSON only', (level) => {
  const message = 'ApplicationLogLevel and SystemLogLevel can be set with the LogFormat JSON only.';
  expect(() => checkSettings({ LoggingConfig: { [level]: 'WARN' } })).toThrow(message);
  expect(() => checkSettings({ LoggingConfig: { LogFormat: 'Text', [level]: 'WARN' } })).toThrow(message);
  expect(() => checkSettings({ LoggingConfig: { LogFormat: 'JSON', [level]: 'WARN' } })).not.toThrow();
});

function layer(name: string): string {
  return `${ACCOUNT}:layer:${name}:1`;
}
