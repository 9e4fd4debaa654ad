import type { FunctionReference } from '../functions/function-reference.ts';

/** Stands for all requests that no other route takes. */
export const DEFAULT_ROUTE = '$default';

/** A part of a path between two slashes. */
export type PathSegment =
  | { readonly kind: 'text'; readonly text: string }
  /** `{name}`: whatever is there. */
  | { readonly kind: 'parameter'; readonly name: string }
  /** `{name+}`: all that follows, one part at least. */
  | { readonly kind: 'greedy'; readonly name: string };

/** What an API does with some requests. */
export interface ApiRoute {
  /** `GET /orders/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly key: string;
  /** In capitals, or `ANY`. */
  readonly method: string;
  /** `/orders/{id}`; empty for `$default`. */
  readonly resource: string;
  readonly segments: readonly PathSegment[];
  readonly function: FunctionReference;
  /** Whether the response is sent while the function writes it; REST APIs alone do so. */
  readonly isStreamed: boolean;
}

/** The route that a request takes, and the parts of the path that it leaves open. */
export interface RouteMatch {
  readonly route: ApiRoute;
  readonly parameters: Readonly<Record<string, string>> | undefined;
}

const KEY = /^(?<method>ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (?<resource>\/\S*)$/;
const SEGMENT = /^(?:\{(?<name>[\w.-]+)(?<greedy>\+)?\}|[^{}?#]*)$/;
const RANK = { text: 0, parameter: 1, greedy: 2 } as const;

/** Reads `GET /orders/{id}` or `$default`. Nothing where it is neither. */
export function readRouteKey(key: string): Omit<ApiRoute, 'function' | 'isStreamed'> | undefined {
  if (key === DEFAULT_ROUTE) return { key, method: 'ANY', resource: '', segments: [] };
  const { method, resource } = KEY.exec(key)?.groups ?? {};
  if (method === undefined || resource === undefined) return undefined;
  const segments = segmentsOf(resource).map(readSegment);
  const read = segments.filter((segment) => segment !== undefined);
  const greedy = read.findIndex(({ kind }) => kind === 'greedy');
  const isWhole = read.length === segments.length && (greedy === -1 || greedy === read.length - 1);
  return isWhole ? { key, method, resource, segments: read } : undefined;
}

/**
 * Finds the route of a request, as API Gateway does it: text goes before parameters, these go before `{proxy+}`, and a
 * method goes before ANY. `$default` is the last.
 */
export function matchRoute(routes: readonly ApiRoute[], method: string, path: string): RouteMatch | undefined {
  const parts = segmentsOf(path);
  const candidates = routes.filter((route) => takes(route, method, parts));
  const [route] = candidates.toSorted(compareRoutes);
  if (route === undefined) return undefined;
  const parameters = Object.fromEntries(route.segments.flatMap((segment, index) => parameterOf(segment, index, parts)));
  return { route, parameters: Object.keys(parameters).length > 0 ? parameters : undefined };
}

/** Whether a path is one of an API, whatever the method. */
export function hasResource(routes: readonly ApiRoute[], path: string): boolean {
  const parts = segmentsOf(path);
  return routes.some((route) => takes({ ...route, method: 'ANY' }, '', parts));
}

function segmentsOf(path: string): readonly string[] {
  return path.slice(1).split('/');
}

function readSegment(text: string): PathSegment | undefined {
  const found = SEGMENT.exec(text);
  if (found === null) return undefined;
  const { name, greedy } = found.groups ?? {};
  if (name === undefined) return { kind: 'text', text };
  return { kind: greedy === undefined ? 'parameter' : 'greedy', name };
}

function takes({ key, method, segments }: ApiRoute, asked: string, parts: readonly string[]): boolean {
  if (method !== 'ANY' && method !== asked) return false;
  if (key === DEFAULT_ROUTE) return true;
  const isGreedy = segments.at(-1)?.kind === 'greedy';
  if (isGreedy ? parts.length < segments.length : parts.length !== segments.length) return false;
  return segments.every((segment, index) => fits(segment, parts.slice(index)));
}

/** @param rest the part at this place and those that follow */
function fits(segment: PathSegment, rest: readonly string[]): boolean {
  if (segment.kind === 'text') return rest[0] === segment.text;
  return segment.kind === 'parameter' ? rest[0] !== '' : rest.join('/') !== '';
}

function compareRoutes(one: ApiRoute, other: ApiRoute): number {
  const defaults = Number(one.key === DEFAULT_ROUTE) - Number(other.key === DEFAULT_ROUTE);
  if (defaults !== 0) return defaults;
  const ranks = one.segments.map(({ kind }, index) => RANK[kind] - RANK[other.segments[index]?.kind ?? 'text']);
  const first = ranks.find((rank) => rank !== 0);
  return first ?? Number(one.method === 'ANY') - Number(other.method === 'ANY');
}

function parameterOf(segment: PathSegment, index: number, parts: readonly string[]): readonly [string, string][] {
  if (segment.kind === 'text') return [];
  const value = segment.kind === 'greedy' ? parts.slice(index).join('/') : (parts[index] ?? '');
  return [[segment.name, value]];
}
