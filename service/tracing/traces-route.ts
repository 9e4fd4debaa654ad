import { sendJson } from '../http/json-answer.ts';
import { queryOf } from '../http/query.ts';
import { pathPattern, type Route } from '../http/route.ts';
import type { Tracing } from './tracing.ts';

/** `GET /traces.json?limit=10`: `{segments, sent, dropped}` with the last segments, the newest first. */
export function tracesRoute(tracing: Tracing): Route {
  return {
    method: 'GET',
    path: pathPattern('/traces.json'),
    handle({ request, response }) {
      const limit = limitOf(queryOf(request).get('limit'));
      sendJson(response, 200, { segments: tracing.recent(limit), ...tracing.counts }, { 'cache-control': 'no-store' });
    },
  };
}

/** What is no number means all. */
function limitOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
