import { INVOKE_API } from '../../runtime/protocol/invoke-api.ts';
import type { FunctionRegistry } from '../functions/function-registry.ts';
import { sendJson } from '../http/json-answer.ts';
import { pathPattern, type Route } from '../http/route.ts';
import { sendPage, wantsPage } from '../page/page-routes.ts';
import { type InvokeDependencies, invoke, invokeAsync, invokeWithResponseStream } from './invoke-operations.ts';

/** What callers of functions talk to. */
export function invokeApiRoutes(registry: FunctionRegistry, dependencies: InvokeDependencies): readonly Route[] {
  return [
    { method: 'POST', path: pathPattern(INVOKE_API.invoke), handle: (exchange) => invoke(dependencies, exchange) },
    {
      method: 'POST',
      path: pathPattern(INVOKE_API.invokeAsync),
      handle: (exchange) => invokeAsync(dependencies, exchange),
    },
    {
      method: 'POST',
      path: pathPattern(INVOKE_API.invokeWithResponseStream),
      handle: (exchange) => invokeWithResponseStream(dependencies, exchange),
    },
    {
      method: 'GET',
      path: pathPattern('/'),
      handle: (exchange) =>
        wantsPage(exchange.request) ? sendPage(exchange) : sendJson(exchange.response, 200, welcome(registry)),
    },
  ];
}

function welcome(registry: FunctionRegistry): object {
  return {
    service: 'snapboot: AWS Lambda on this machine',
    functions: registry.functions.map(({ name }) => name),
    operations: ['Invoke', 'InvokeWithResponseStream'].map((name) => `Lambda ${name}`),
    invoke: `POST ${INVOKE_API.invoke('{FunctionName}')}`,
    invokeWithResponseStream: `POST ${INVOKE_API.invokeWithResponseStream('{FunctionName}')}`,
  };
}
