import type { IncomingMessage } from 'node:http';
import { sendJson } from '../http/json-answer.ts';
import { readOperationBody } from '../http/operation-body.ts';
import { queryOf } from '../http/query.ts';
import { type Exchange, pathPattern, type Route } from '../http/route.ts';
import { ServiceError } from '../http/service-error.ts';

/** One call of an operation. */
export interface OperationCall {
  /** The open parts of the path, decoded. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  /** The JSON object of the body; empty where there is none. */
  readonly input: Readonly<Record<string, unknown>>;
  /** `http://127.0.0.1:9000`, as the caller reached it. */
  readonly endpoint: string;
}

/** An operation of Lambda's API (restJson1): JSON in, JSON out. */
export interface Operation {
  /** As SDKs call it. */
  readonly name: string;
  readonly method: Route['method'];
  /** With open parts such as `{FunctionName}`. */
  readonly path: string;
  /** Of an answer that is no error. */
  readonly status: number;
  /** Whether its body carries code: then it may be large. */
  readonly takesCode?: boolean;
  /**
   * @returns the body of the answer; nothing for an empty one
   * @throws ServiceError for whatever Lambda would refuse
   */
  run(call: OperationCall): object | undefined | Promise<object | undefined>;
}

// Lambda's own limits: 50 MB of zip in base64 and what is around it.
const MAX_CODE_BODY_BYTES = 70_167_211;
const MAX_BODY_BYTES = 1_048_576;

/** What answers the calls of an operation. */
export function operationRoute(operation: Operation): Route {
  return {
    method: operation.method,
    // Some clients end the path of a list with a slash.
    path: new RegExp(pathPattern(operation.path).source.replace('$', '/?$')),
    handle: (exchange) => answer(operation, exchange),
  };
}

async function answer(operation: Operation, { request, response, pathParts }: Exchange): Promise<void> {
  const input = await readInput(operation, request);
  const body = await operation.run({
    parts: pathParts,
    query: queryOf(request),
    input,
    endpoint: `http://${request.headers.host ?? 'localhost'}`,
  });
  if (body !== undefined) {
    sendJson(response, operation.status, body);
    return;
  }
  response.writeHead(operation.status, operation.status === 204 ? {} : { 'content-length': 0 });
  response.end();
}

async function readInput(operation: Operation, request: IncomingMessage): Promise<OperationCall['input']> {
  const { name, takesCode } = operation;
  const limit = takesCode === true ? MAX_CODE_BODY_BYTES : MAX_BODY_BYTES;
  const text = (await readOperationBody(request, limit, name)).toString();
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below.
  }
  throw new ServiceError('SerializationException', 'The body of the request is no JSON object.');
}
