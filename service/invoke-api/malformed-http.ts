import { randomUUID } from 'node:crypto';
import { INVOKE_HEADERS } from '../../runtime/protocol/invoke-api.ts';
import type { MalformedHttpAnswer } from '../http/answer-all.ts';
import { ServiceError } from '../http/service-error.ts';

/** What SDKs are told about bytes that are no HTTP request. */
export function describeMalformedHttp(code: string): MalformedHttpAnswer {
  const { errorType, body } = new ServiceError('MalformedHttpRequestException', `No HTTP request: ${code}`);
  return { headers: { [INVOKE_HEADERS.errorType]: errorType, [INVOKE_HEADERS.requestId]: randomUUID() }, body };
}
