import type { RecordedEvent } from './invocation-record.ts';

/** An attribute of a message, as SQS and SNS take it. */
export interface MessageAttribute {
  readonly DataType: 'String' | 'Number';
  readonly StringValue: string;
}

const MAX_MESSAGE_BYTES = 1024;
const THROTTLED = { status: 429, message: 'Rate Exceeded.' };
const SWITCHED_OFF = 'Function not invoked. Function is configured with zero reserved concurrent executions';

/** The attributes of an event in the dead-letter queue; its body is the event itself. */
export function deadLetterAttributes(recorded: RecordedEvent): Readonly<Record<string, MessageAttribute>> {
  const { status, message } = faultOf(recorded);
  return {
    RequestID: { DataType: 'String', StringValue: recorded.event.requestId },
    ...(status !== undefined && { ErrorCode: { DataType: 'Number', StringValue: String(status) } as const }),
    ErrorMessage: { DataType: 'String', StringValue: firstKilobyte(message) },
  };
}

function faultOf({ condition, result }: RecordedEvent): { status?: number; message: string } {
  if (condition === 'ZeroReservedConcurrency') return { message: SWITCHED_OFF };
  if (result === undefined) return THROTTLED;
  return { status: result.statusCode, message: errorMessageOf(result.payload) };
}

function errorMessageOf(payload: string): string {
  try {
    const { errorMessage } = JSON.parse(payload);
    if (typeof errorMessage === 'string' && errorMessage !== '') return errorMessage;
  } catch {
    // A runtime may report an error in any form.
  }
  // A message cannot have an empty attribute.
  return payload || 'Unknown error';
}

/** SQS and SNS take no characters that XML has no place for. */
function firstKilobyte(text: string): string {
  const legal = text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
  const bytes = Buffer.from(legal);
  if (bytes.length <= MAX_MESSAGE_BYTES) return legal;
  // Cut in the middle of a character, what is left of it goes.
  return bytes
    .subarray(0, MAX_MESSAGE_BYTES)
    .toString()
    .replace(/\ufffd+$/, '');
}
