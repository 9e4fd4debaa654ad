import { encodeHead } from '../../runtime/http/http1-request-encoder.ts';
import { REPORT_HEADERS, RUNTIME_API } from '../../runtime/protocol/runtime-api.ts';
import { requestIdOf } from '../recorder/runtime-api-answers.ts';
import type { HotPath } from './hot-path.ts';

const HOST = '127.0.0.1:9001';
const BODY_BYTES = 1000;

/** What writes the two requests of every invocation. */
export function requestEncoder(): HotPath {
  const next = { method: 'GET', path: RUNTIME_API.next } as const;
  const path = RUNTIME_API.response(requestIdOf(1));
  const headers = { 'content-type': 'application/json', [REPORT_HEADERS.invocationId]: undefined };
  const response = { method: 'POST', path, headers } as const;
  return {
    name: 'request encoder',
    cases: [
      { name: 'the head of GET next', run: () => encodeHead(HOST, next) },
      { name: 'the head of POST response', run: () => encodeHead(HOST, response, BODY_BYTES) },
    ],
  };
}
