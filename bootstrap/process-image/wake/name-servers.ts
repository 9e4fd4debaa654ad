import dns from 'node:dns';
import type { Internals } from '../internals.ts';

/** The resolver that `dns.resolve()` and the like ask; `_handle` is that of c-ares. */
interface DefaultResolver {
  _handle: object;
}

/**
 * Node.js reads /etc/resolv.conf when `dns` is loaded (`dns.lookup` reads it each time). Gives what has it read again,
 * where that has been and the function has not set others.
 */
export function findNameServers(internals: Internals): (() => void) | undefined {
  const { getDefaultResolver } = internals.module('internal/dns/utils');
  const { defaultResolver } = internals.closure(getDefaultResolver, ['defaultResolver']);
  if (defaultResolver === undefined) return undefined;
  if (dns.getServers().join() !== new dns.Resolver().getServers().join()) return undefined;
  return () => readWhenAsked(defaultResolver as DefaultResolver);
}

// Reading them takes more than a millisecond, and hardly any function asks.
function readWhenAsked(resolver: DefaultResolver): void {
  const attributes = { configurable: true, enumerable: true };
  const keep = (value: object): void => {
    Reflect.defineProperty(resolver, '_handle', { ...attributes, writable: true, value });
  };
  const get = (): object => {
    keep((new dns.Resolver() as unknown as DefaultResolver)._handle);
    return resolver._handle;
  };
  Reflect.defineProperty(resolver, '_handle', { ...attributes, get, set: keep });
}
