import { openNetSocket } from './net-socket.ts';
import { openTcpHandle } from './tcp-handle.ts';
import type { HostPort, TcpEvents, TcpSocket } from './tcp-socket.ts';

/**
 * Opens a connection. The bare handle below node:net spares a cold start the loading of streams, about 5 ms; where
 * this Node.js does not give it away, or a name has to be resolved, node:net does the same.
 */
export function openTcpSocket(address: HostPort, events: TcpEvents): TcpSocket {
  return openTcpHandle(address, events) ?? openNetSocket(address, events);
}
