import { isIP } from 'node:net';

const WILDCARDS = ['0.0.0.0', '::'];
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|(?:.+\.)?localhost)$/;
const AUTHORITY = /^(?:\[(?<six>[\da-f:.]+)\]|(?<name>[^:[\]]+))(?::\d{1,5})?$/;

/**
 * Whether a request may name this host. A page of another site can have a name of its own lead to this machine, and is
 * of the same origin with the service then; only its Host header gives it away. Names of this machine end in
 * `localhost`; on a wildcard address the service goes by every address as well, which no site can have as its name.
 *
 * @param authority the Host header, with or without a port
 * @param listening the address that the server was told to listen on
 */
export function isAllowedHost(authority: string, listening: string): boolean {
  const host = hostNameOf(authority);
  if (host === undefined) return false;
  if (LOOPBACK.test(host)) return true;
  return WILDCARDS.includes(listening) ? isIP(host) !== 0 : host === listening.toLowerCase();
}

/** The name or address in a Host header, in lower case, without port, brackets and the dot of the root. */
export function hostNameOf(authority: string): string | undefined {
  const { six, name } = AUTHORITY.exec(authority.toLowerCase())?.groups ?? {};
  return six ?? name?.replace(/\.$/, '');
}
