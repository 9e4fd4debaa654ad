import { INVOKE_API } from '../../runtime/protocol/invoke-api.ts';
import { pathPattern, type Route } from '../http/route.ts';
import { type InvokeDependencies, invoke, invokeAsync, invokeWithResponseStream } from './invoke-operations.ts';

/** What callers of functions talk to. */
export function invokeApiRoutes(dependencies: InvokeDependencies): readonly Route[] {
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
  ];
}
