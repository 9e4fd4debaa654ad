// A streamed response is one chunked POST to …/response. The answer of the service (202) comes after the last chunk.
// An error after the first byte cannot change the status any more: it goes into two trailers, declared up front.
//
// With the content type of an HTTP integration, the body opens with a prelude:
// | JSON: statusCode, headers, cookies | 8 × 0x00 | body … |

/** The only value of the response-mode header; without the header a response is buffered. */
export const STREAMING_MODE = 'streaming';

export const DEFAULT_STREAM_CONTENT_TYPE = 'application/octet-stream';

/** Function URLs and API Gateway take status, headers and cookies from the prelude of such a stream. */
export const HTTP_INTEGRATION_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';

export const PRELUDE_DELIMITER_BYTES = 8;

/** Trailers of a stream that failed after its first byte; the body is base64 of the JSON error. */
export const ERROR_TRAILERS = {
  type: 'lambda-runtime-function-error-type',
  body: 'lambda-runtime-function-error-body',
} as const;
