import type { IncomingMessage } from 'node:http';
import { INVOKE_HEADERS, type InvocationType, LOG_TYPES } from '../../runtime/protocol/invoke-api.ts';
import { receivedTrace } from '../environments/trace-header.ts';
import { type FunctionReference, invalid, readFunctionReference } from '../functions/function-reference.ts';
import { queryOf } from '../http/query.ts';
import type { Exchange } from '../http/route.ts';
import { readClientContext } from './client-context.ts';

/** What a caller asks for, but for the payload. */
export interface InvokeRequest {
  readonly reference: FunctionReference;
  readonly type: InvocationType;
  readonly logTail: boolean;
  readonly clientContext: string | undefined;
  readonly traceId: string;
  readonly tenantId: string | undefined;
}

const TENANT_ID = /^[a-zA-Z0-9._:/=+\-@ ]{1,256}$/;

/**
 * Reads path, query and headers of a request.
 *
 * @param types those that the operation knows
 * @throws ServiceError for whatever Lambda would refuse
 */
export function readInvokeRequest(
  { request, pathParts: [name = ''] }: Exchange,
  types: readonly InvocationType[],
): InvokeRequest {
  const reference = readFunctionReference(name, queryOf(request).get('Qualifier') ?? undefined);
  const type = oneOf(types, header(request, 'invocationType') || 'RequestResponse', 'invocationType');
  const logType = oneOf(LOG_TYPES, header(request, 'logType') || 'None', 'logType');
  const clientContext = header(request, 'clientContext');
  return {
    reference,
    type,
    logTail: logType === 'Tail',
    clientContext: clientContext ? readClientContext(clientContext) : undefined,
    // A caller cannot know that its trace header is malformed: Lambda begins a trace of its own.
    traceId: receivedTrace(header(request, 'traceId')),
    tenantId: readTenantId(header(request, 'tenantId')),
  };
}

function header(request: IncomingMessage, name: keyof typeof INVOKE_HEADERS): string | undefined {
  return request.headers[INVOKE_HEADERS[name]]?.toString();
}

function oneOf<T extends string>(values: readonly T[], given: string, field: string): T {
  const value = values.find((each) => each === given);
  if (value === undefined) throw invalid(given, field, `satisfy enum value set: [${values.join(', ')}]`);
  return value;
}

function readTenantId(tenantId: string | undefined): string | undefined {
  if (tenantId === undefined || TENANT_ID.test(tenantId)) return tenantId;
  throw invalid(tenantId, 'tenantId', 'be 1 to 256 characters of [a-zA-Z0-9\\._:\\/=+\\-@ ]');
}
