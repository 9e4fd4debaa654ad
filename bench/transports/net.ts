import { openNetSocket } from '../../runtime/http/net-socket.ts';
import type { HostPort, TcpEvents, TcpSocket } from '../../runtime/http/tcp-socket.ts';

/** Takes the place of runtime/http/open-tcp-socket.ts: node:net, even where there is a bare handle. */
export function openTcpSocket(address: HostPort, events: TcpEvents): TcpSocket {
  return openNetSocket(address, events);
}
