import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendError } from './api-error.ts';

/** One request and its answer, with the parts of the path that the route left open. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** In their order, decoded. */
  readonly pathParts: readonly string[];
}

/** A method and a path of an API, and what answers them. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  handle(exchange: Exchange): void | Promise<void>;
}

// Passes through encodeURIComponent.
const OPEN = 'OPEN-PART';

/**
 * The pattern of a path.
 *
 * @param path with open parts such as `{FunctionName}`, or a function that puts its only open part into the path
 */
export function pathPattern(path: string | ((part: string) => string)): RegExp {
  const text = typeof path === 'string' ? path.replaceAll(/\{\w+\}/g, OPEN) : path(OPEN);
  return new RegExp(`^${text.replaceAll('.', '\\.').replaceAll(OPEN, '([^/]*)')}$`);
}

/** The route of a request with its open parts, or why there is none. */
export type RouteMatch =
  | { readonly state: 'found'; readonly route: Route; readonly pathParts: readonly string[] }
  | { readonly state: 'unknown-path' }
  | { readonly state: 'unknown-method' };

/** Finds the route of a request. */
export function findRoute(routes: readonly Route[], { url = '/', method }: IncomingMessage): RouteMatch {
  const path = url.split('?', 1).join();
  const candidates = routes.filter((route) => route.path.test(path));
  const route = candidates.find((candidate) => candidate.method === method);
  if (route !== undefined) return { state: 'found', route, pathParts: openParts(route, path) };
  return { state: candidates.length === 0 ? 'unknown-path' : 'unknown-method' };
}

/** Finds the route of a request and lets it answer: 404 for an unknown path, 405 for another method. */
export async function dispatch(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const match = findRoute(routes, request);
  if (match.state !== 'found') {
    sendText(response, match.state === 'unknown-path' ? 404 : 405);
    return;
  }
  try {
    await match.route.handle({ request, response, pathParts: match.pathParts });
  } catch (error) {
    // A caller that has gone away in the middle of its request gets no answer any more.
    if (request.destroyed && !request.complete) return;
    sendError(response, error);
  }
}

function openParts(route: Route, path: string): readonly string[] {
  const [, ...parts] = route.path.exec(path) ?? [];
  return parts.map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function sendText(response: ServerResponse, status: 404 | 405): void {
  const text = status === 404 ? '404 page not found\n' : '';
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': text.length });
  response.end(text);
}
