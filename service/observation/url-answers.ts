import type { ServerResponse } from 'node:http';
import type { ServiceEvents } from './service-events.ts';

/** Tells of an answer of a function's URL when its caller has it, or has gone away. */
export function observeUrlAnswer(
  url: { readonly functionName: string; readonly qualifier?: string | undefined },
  response: ServerResponse,
  events: ServiceEvents,
): void {
  const started = performance.now();
  const { functionName, qualifier } = url;
  response.once('close', () => {
    const durationMs = performance.now() - started;
    events.emit({ type: 'url.answered', functionName, qualifier, status: response.statusCode, durationMs });
  });
}
