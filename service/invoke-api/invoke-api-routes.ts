import { INVOKE_API } from '../../runtime/protocol/invoke-api.ts';
import { sendJson } from '../http/json-answer.ts';
import { pathPattern, type Route } from '../http/route.ts';
import { type InvokeBackend, invoke, invokeWithResponseStream } from './invoke-operations.ts';

/** What callers of functions talk to. */
export function invokeApiRoutes(backend: InvokeBackend): readonly Route[] {
  return [
    { method: 'POST', path: pathPattern(INVOKE_API.invoke), handle: (exchange) => invoke(backend, exchange) },
    {
      method: 'POST',
      path: pathPattern(INVOKE_API.invokeWithResponseStream),
      handle: (exchange) => invokeWithResponseStream(backend, exchange),
    },
    {
      method: 'GET',
      path: pathPattern('/'),
      handle: ({ response }) => sendJson(response, 200, welcome(backend)),
    },
  ];
}

function welcome({ registry }: InvokeBackend): object {
  return {
    service: 'snapboot: AWS Lambda on this machine',
    functions: registry.functions.map(({ name }) => name),
    operations: ['Invoke', 'InvokeWithResponseStream'].map((name) => `Lambda ${name}`),
    invoke: `POST ${INVOKE_API.invoke('{FunctionName}')}`,
    invokeWithResponseStream: `POST ${INVOKE_API.invokeWithResponseStream('{FunctionName}')}`,
  };
}
