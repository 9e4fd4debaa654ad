import type { CorsSettings } from '../http/cors-settings.ts';
import { type HeaderLine, type HttpCall, headerValue } from './http-call.ts';

/** Whether a browser asks if a page of another origin may send a request. */
export function isPreflight(call: HttpCall): boolean {
  const asks = headerValue(call, 'access-control-request-method') !== undefined;
  return call.method === 'OPTIONS' && asks && headerValue(call, 'origin') !== undefined;
}

/** The headers of the answer to a preflight; none for an origin or a method that is not allowed. */
export function preflightHeaders(cors: CorsSettings, call: HttpCall): readonly HeaderLine[] {
  const method = headerValue(call, 'access-control-request-method') ?? '';
  const origin = originHeaders(cors, call);
  if (origin.length === 0 || !(cors.allowMethods.includes('*') || cors.allowMethods.includes(method))) return [];
  const asked = headerValue(call, 'access-control-request-headers') ?? '';
  const headers = cors.allowHeaders.includes('*') ? asked : cors.allowHeaders.join(',');
  return [
    ...origin,
    // With credentials, browsers take * for a name.
    ['access-control-allow-methods', cors.allowMethods.includes('*') ? method : cors.allowMethods.join(',')],
    ...line('access-control-allow-headers', headers),
    ...line('access-control-max-age', cors.maxAge === undefined ? '' : String(cors.maxAge)),
  ];
}

/** The headers that an answer gets; none where the request is of no page, or of one that is not allowed. */
export function corsHeaders(cors: CorsSettings, call: HttpCall): readonly HeaderLine[] {
  const origin = originHeaders(cors, call);
  if (origin.length === 0) return [];
  return [...origin, ...line('access-control-expose-headers', cors.exposeHeaders.join(','))];
}

/** Without the headers that a function has set for pages of other origins. */
export function withoutCorsHeaders(headers: readonly HeaderLine[]): readonly HeaderLine[] {
  return headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'));
}

function originHeaders({ allowOrigins, allowCredentials }: CorsSettings, call: HttpCall): readonly HeaderLine[] {
  const origin = headerValue(call, 'origin');
  if (origin === undefined || !allowOrigins.some((allowed) => isAllowed(allowed, origin))) return [];
  const forAll = allowOrigins.includes('*') && !allowCredentials;
  return [
    ['access-control-allow-origin', forAll ? '*' : origin],
    ...line('access-control-allow-credentials', allowCredentials ? 'true' : ''),
    ...line('vary', forAll ? '' : 'Origin'),
  ];
}

/** @param allowed an origin, `*`, or `https://*` for all origins that begin like this */
function isAllowed(allowed: string, origin: string): boolean {
  if (allowed.endsWith('*')) return origin.toLowerCase().startsWith(allowed.slice(0, -1).toLowerCase());
  return origin.toLowerCase() === allowed.toLowerCase();
}

function line(name: string, value: string): readonly HeaderLine[] {
  return value === '' ? [] : [[name, value]];
}
