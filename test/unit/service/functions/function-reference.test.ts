import { expect, test } from 'vitest';
import { readFunctionReference } from '../../../../service/functions/function-reference.ts';

test.each([
  ['hello', undefined],
  ['hello:$LATEST', '$LATEST'],
  ['hello:7', '7'],
  ['function:hello', undefined],
  ['123456789012:function:hello', undefined],
  ['123456789012:function:hello:live', 'live'],
  ['arn:aws:lambda:eu-west-1:123456789012:function:hello', undefined],
  ['arn:aws-cn:lambda:cn-north-1:123456789012:function:hello:$LATEST', '$LATEST'],
  ['arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:hello', undefined],
])('%s names the function hello', (text, qualifier) => {
  expect(readFunctionReference(text)).toEqual({ name: 'hello', qualifier });
});

test('the qualifier may stand in the query, or in both places when they agree', () => {
  expect(readFunctionReference('hello', 'live').qualifier).toBe('live');
  expect(readFunctionReference('hello:live', 'live').qualifier).toBe('live');
  expect(readFunctionReference('hello', '').qualifier).toBeUndefined();
  expect(() => readFunctionReference('hello:live', '7')).toThrow(/does not match the specified qualifier\.$/);
});

test.each([
  ['', 'pattern'],
  ['he llo', 'pattern'],
  ['../hello', 'pattern'],
  ['hello\n', 'pattern'],
  ['arn:aws:s3:::bucket', 'pattern'],
  ['a'.repeat(65), 'length less than or equal to 64'],
  ['a'.repeat(141), 'length less than or equal to 140'],
])('the name %j is refused', (text, reason) => {
  expect(() => readFunctionReference(text)).toThrow(`1 validation error detected: Value '${text}' at 'functionName'`);
  expect(() => readFunctionReference(text)).toThrow(reason);
});

test.each(['a b', 'a'.repeat(129)])('the qualifier %j is refused', (qualifier) => {
  expect(() => readFunctionReference('hello', qualifier)).toThrow("at 'qualifier' failed to satisfy constraint");
});

test('a message repeats only the beginning of something very long', () => {
  expect(() => readFunctionReference('x'.repeat(100_000))).toThrow(/^.{1,400}$/);
});
