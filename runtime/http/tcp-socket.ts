/** Where the one trusted peer listens. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Called once the bytes have left the process, or with the error that kept them. */
export type Written = (error?: Error | null) => void;

/** One TCP connection. Text goes out as UTF-8, the parts of one write together; writes wait for the connection. */
export interface TcpSocket {
  /** Whether either side has closed it. */
  readonly closed: boolean;
  write(parts: ReadonlyArray<string | Uint8Array>, written?: Written): void;
  /** Makes the connection keep the event loop alive, or not; at first it does not. */
  ref(): void;
  unref(): void;
  close(): void;
}

/** What the connection tells its owner. Nothing comes after `lost`, and nothing after a `close()` of the owner's. */
export interface TcpEvents {
  readonly data: (bytes: Buffer) => void;
  /** The peer is gone; without a cause it closed the connection in order. */
  readonly lost: (cause: Error | undefined) => void;
}
