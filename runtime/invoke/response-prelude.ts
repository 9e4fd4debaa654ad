import { HTTP_INTEGRATION_CONTENT_TYPE, PRELUDE_DELIMITER_BYTES } from '../protocol/response-streaming.ts';

/** A stream that can be told what to write before its first byte. */
export interface PreludeStream {
  setContentType(contentType: string): void;
  _onBeforeFirstWrite?: ((write: (bytes: string | Uint8Array) => void) => void) | undefined;
}

/**
 * `awslambda.HttpResponseStream.from`: makes a stream carry an HTTP response. Status, headers and cookies of the
 * prelude go before its first byte, or before its end where nothing is written. Gives the same stream.
 */
export function withPrelude<S extends PreludeStream>(stream: S, prelude: unknown): S {
  stream.setContentType(HTTP_INTEGRATION_CONTENT_TYPE);
  const metadata = JSON.stringify(prelude);
  // The official client's hook by name: functions that bundle a helper of their own use it too.
  stream._onBeforeFirstWrite = (write) => {
    write(metadata);
    write(new Uint8Array(PRELUDE_DELIMITER_BYTES));
  };
  return stream;
}
