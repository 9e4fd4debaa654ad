import { EventStreamCodec } from '@smithy/eventstream-codec';
import { expect, test } from 'vitest';
import { invokeComplete, payloadChunk, streamError } from '../../../../service/invoke-api/event-stream.ts';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
);

test('a payload chunk has the headers and the checksum of the protocol', () => {
  const frame = Buffer.from(payloadChunk(Buffer.from('Hello World!')));
  expect(frame.readUInt32BE(0)).toBe(0x76);
  expect(frame.readUInt32BE(4)).toBe(0x5a);
  expect(frame.readUInt32BE(8)).toBe(0x980e72ec);
  expect(frame.subarray(0x5a + 12, -4).toString()).toBe('Hello World!');
});

test('the last message holds what there is to say as JSON', () => {
  const { headers, body } = codec.decode(invokeComplete({ LogResult: 'bG9n' }));
  expect(headers[':event-type']).toEqual({ type: 'string', value: 'InvokeComplete' });
  expect(headers[':message-type']).toEqual({ type: 'string', value: 'event' });
  expect(Buffer.from(body).toString()).toBe('{"LogResult":"bG9n"}');
});

test('a fault of the service has a code and a text', () => {
  const { headers } = codec.decode(streamError('ServiceException', 'no more'));
  expect(headers).toMatchObject({
    ':message-type': { value: 'error' },
    ':error-code': { value: 'ServiceException' },
    ':error-message': { value: 'no more' },
  });
});
