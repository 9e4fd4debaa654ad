import type { IncomingMessage } from 'node:http';
import { type Exchange, pathPattern, type Route } from '../http/route.ts';
import { ServiceError } from '../http/service-error.ts';
import type { EventStreams } from './event-streams.ts';
import { pageDocument } from './page-document.ts';

// Typed into the address bar, or asked for by the page itself.
const OWN_SITES = ['same-origin', 'none'];

/** The page for browsers, and what keeps it up to date. */
export function pageRoutes(streams: EventStreams): readonly Route[] {
  return [
    {
      method: 'GET',
      path: pathPattern('/events'),
      handle: (exchange) => {
        refuseOtherSites(exchange.request);
        streams.open(exchange);
      },
    },
  ];
}

/** Whether whoever asks wants to see the page: programs do not say that they take HTML. */
export function wantsPage({ headers: { accept = '' } }: IncomingMessage): boolean {
  return accept.includes('text/html');
}

/** Sends the page itself. */
export async function sendPage({ response }: Exchange): Promise<void> {
  const { html, policy } = await pageDocument();
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    vary: 'accept',
  });
  response.end(html);
}

/** Browsers say of a script or an image that another site wants it, although it has no Origin. */
function refuseOtherSites({ headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site']?.toString();
  if (site === undefined || OWN_SITES.includes(site)) return;
  throw new ServiceError(
    'AccessDeniedException',
    `Web pages cannot watch this service: Sec-Fetch-Site ${site.slice(0, 20)}`,
  );
}
