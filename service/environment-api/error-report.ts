import type { IncomingMessage } from 'node:http';
import { MAX_RESPONSE_BYTES } from '../../runtime/protocol/quotas.ts';
import { REPORT_HEADERS } from '../../runtime/protocol/runtime-api.ts';
import { requestTooLarge } from '../http/api-error.ts';
import { normalErrorType } from './error-type.ts';
import type { InvocationError } from './invocation-answer.ts';
import { readBuffered, tooLargeError } from './response-upload.ts';

/**
 * Reads an error that a runtime reports, of init, of a restore, or of an invocation. A report over the quota of a
 * response is refused; that it was too large takes its place.
 *
 * @param take gets the error; what it throws is thrown
 * @throws ApiError 413 for a report that is too large, the error of the connection when the body breaks off
 */
export async function takeErrorReport(request: IncomingMessage, take: (error: InvocationError) => void): Promise<void> {
  const body = await readBuffered(request);
  if (body.state === 'too-large') {
    take(tooLargeError(body.bytes, MAX_RESPONSE_BYTES));
    throw requestTooLarge(MAX_RESPONSE_BYTES);
  }
  const errorType = request.headers[REPORT_HEADERS.errorType]?.toString();
  const xrayCause = request.headers[REPORT_HEADERS.xrayCause]?.toString();
  take({
    errorType: normalErrorType(errorType),
    payload: body.payload,
    ...(xrayCause !== undefined && { xrayCause }),
  });
}
