import dns from 'node:dns';
import type { Internals } from '../internals.ts';

/**
 * Node.js reads /etc/resolv.conf when something is resolved first (`dns.lookup` reads it each time). Gives what has it
 * read again, where that has been and the function has not set others.
 */
export function findNameServers(internals: Internals): (() => void) | undefined {
  const { getDefaultResolver } = internals.module('internal/dns/utils');
  const { defaultResolver } = internals.closure(getDefaultResolver, ['defaultResolver']);
  if (defaultResolver === undefined) return undefined;
  const ofThisMachine = (): readonly string[] => new dns.Resolver().getServers();
  if (dns.getServers().join() !== ofThisMachine().join()) return undefined;
  return () => dns.setServers(ofThisMachine());
}
