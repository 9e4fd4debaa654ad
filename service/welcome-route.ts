import { INVOKE_API } from '../runtime/protocol/invoke-api.ts';
import type { Operation } from './control-plane/operation.ts';
import type { FunctionRegistry } from './functions/function-registry.ts';
import { sendJson } from './http/json-answer.ts';
import { pathPattern, type Route } from './http/route.ts';
import { sendPage, wantsPage } from './page/page-routes.ts';

/** What is at `/`: a page for browsers, and for all others what there is. */
export function welcomeRoute(registry: FunctionRegistry, operations: readonly Operation[]): Route {
  return {
    method: 'GET',
    path: pathPattern('/'),
    handle: (exchange) =>
      wantsPage(exchange.request)
        ? sendPage(exchange)
        : sendJson(exchange.response, 200, welcome(registry, operations)),
  };
}

function welcome(registry: FunctionRegistry, operations: readonly Operation[]): object {
  return {
    service: 'snapboot: AWS Lambda on this machine',
    functions: registry.functions.map(({ name }) => name),
    operations: {
      Invoke: `POST ${INVOKE_API.invoke('{FunctionName}')}`,
      InvokeAsync: `POST ${INVOKE_API.invokeAsync('{FunctionName}')}`,
      InvokeWithResponseStream: `POST ${INVOKE_API.invokeWithResponseStream('{FunctionName}')}`,
      ...Object.fromEntries(operations.map(({ name, method, path }) => [name, `${method} ${path}`])),
    },
  };
}
