import { expect, test } from 'vitest';
import { type PreludeStream, withPrelude } from '../../../../runtime/invoke/response-prelude.ts';

test('a prelude is the head as JSON and eight zero bytes, written before anything else', () => {
  const { stream, written, types } = recordedStream();
  expect(withPrelude(stream, { statusCode: 201, headers: { a: 'ü' } })).toBe(stream);
  expect(types).toEqual(['application/vnd.awslambda.http-integration-response']);
  stream._onBeforeFirstWrite?.((bytes) => written.push(Buffer.from(bytes as string)));
  expect(Buffer.concat(written).toString()).toBe(`{"statusCode":201,"headers":{"a":"ü"}}${'\0'.repeat(8)}`);
});

test('the head is what it was when the prelude was made', () => {
  const { stream, written } = recordedStream();
  const head = { statusCode: 200 };
  withPrelude(stream, head);
  head.statusCode = 500;
  stream._onBeforeFirstWrite?.((bytes) => written.push(Buffer.from(bytes as string)));
  expect(Buffer.concat(written).toString()).toContain('200');
});

function recordedStream(): { stream: PreludeStream; written: Buffer[]; types: string[] } {
  const types: string[] = [];
  return { stream: { setContentType: (type) => void types.push(type) }, written: [], types };
}
