import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { raceWithLimit } from '../environments/race-with-limit.ts';
import type { DaemonAddress } from './daemon-address.ts';

// What tells the daemon that a document follows.
const HEAD = '{"format":"json","version":1}\n';
// What one datagram of IPv4 carries.
const MAX_BYTES = 65_507;
// What a name server or a full socket keeps waiting.
const MAX_UNDER_WAY = 1000;
// What the end of a service waits for the last ones.
const LAST_STEPS_MS = 500;

/** An X-Ray daemon, or whatever listens in its place: gets each document in a datagram, and never answers. */
export class XRayDaemon implements AsyncDisposable {
  readonly #address: DaemonAddress;
  readonly #socket: Socket;
  #underWay = 0;
  #onIdle = (): void => {};
  #sent = 0;
  #dropped = 0;

  constructor(address: DaemonAddress) {
    this.#address = address;
    this.#socket = createSocket(isIPv6(address.host) ? 'udp6' : 'udp4');
    // Each send tells its own fault; others are not worth the service.
    this.#socket.on('error', () => {});
    this.#socket.unref();
  }

  /** Documents that went out; nobody knows whether they arrived. */
  get sent(): number {
    return this.#sent;
  }

  /** Documents that could not be sent. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Sends a document, or drops it. Returns at once, and never throws. */
  send(document: string): void {
    const bytes = Buffer.from(HEAD + document);
    if (bytes.length > MAX_BYTES || this.#underWay >= MAX_UNDER_WAY) {
      this.#dropped += 1;
      return;
    }
    this.#underWay += 1;
    const done = (error: unknown): void => {
      this.#underWay -= 1;
      if (error) this.#dropped += 1;
      else this.#sent += 1;
      if (this.#underWay === 0) this.#onIdle();
    };
    try {
      this.#socket.send(bytes, this.#address.port, this.#address.host, done);
    } catch (error) {
      done(error);
    }
  }

  /** Sends what is under way, for a moment, and frees the socket. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve: onIdle } = Promise.withResolvers<void>();
    this.#onIdle = onIdle;
    if (this.#underWay > 0) await raceWithLimit(LAST_STEPS_MS, () => undefined, [promise]);
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }
}
