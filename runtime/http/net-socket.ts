import type { HostPort, TcpEvents, TcpSocket } from './tcp-socket.ts';

/** A connection over node:net, which is loaded only now. */
export function openNetSocket(address: HostPort, events: TcpEvents): TcpSocket {
  const socket = process.getBuiltinModule('node:net').connect({ ...address, noDelay: true });
  let cause: Error | undefined;
  let over = false;
  const lose = (): void => {
    if (over) return;
    over = true;
    // A peer that has ended its half answers no more: what is still being written is cut off.
    socket.destroy();
    events.lost(cause);
  };
  socket.on('data', events.data);
  socket.on('error', (error) => {
    // Where a name has several addresses: one error for each, and no words of its own.
    cause = error instanceof AggregateError ? error.errors[0] : error;
  });
  socket.on('end', lose);
  socket.on('close', lose);
  socket.unref();
  return {
    get closed() {
      return over || socket.destroyed;
    },
    write(parts, written) {
      socket.cork();
      const last = parts.length - 1;
      parts.forEach((part, index) => {
        // What a close() of the owner's has cut off is nothing that he has to learn.
        if (index === last) socket.write(part, (error) => written?.(over ? undefined : error));
        else socket.write(part);
      });
      socket.uncork();
    },
    ref: () => void socket.ref(),
    unref: () => void socket.unref(),
    close() {
      over = true;
      socket.destroy();
    },
  };
}
