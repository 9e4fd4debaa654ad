import type { IncomingMessage } from 'node:http';
import { isAllowedHost } from './allowed-host.ts';
import { ServiceError } from './service-error.ts';

const MAX_SHOWN = 200;

/**
 * A request with the name of another host in it comes from a page whose site has its name lead here. Browsers always say
 * the name; without a Host header it is none.
 *
 * @param listening the address that the server was told to listen on
 * @throws ServiceError AccessDeniedException
 */
export function refuseForeignHosts({ headers: { host } }: IncomingMessage, listening: string): void {
  if (host === undefined || isAllowedHost(host, listening)) return;
  throw refused(`This service does not go by the name in the Host header: ${host}`);
}

/**
 * Any page in a browser could otherwise run the functions on this machine, with the credentials that they have. Only what
 * this server itself has shown may call its API.
 *
 * @throws ServiceError AccessDeniedException
 */
export function refuseForeignPages({ headers: { origin, host } }: IncomingMessage): void {
  if (origin === undefined || (host !== undefined && origin.toLowerCase() === `http://${host.toLowerCase()}`)) return;
  throw refused(`Web pages cannot call functions here: Origin ${origin}`);
}

function refused(text: string): ServiceError {
  return new ServiceError('AccessDeniedException', text.slice(0, MAX_SHOWN));
}
