// The handle on which node:net itself is built, by way of process.binding: not documented, and the same from Node.js 12
// to 26. What is used of it is checked first; where anything is missing, node:net takes its place.
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { processBinding } from '../process-binding.ts';
import type { HostPort, TcpEvents, TcpSocket, Written } from './tcp-socket.ts';

interface Handle {
  onread: (bytes: ArrayBuffer | undefined) => void;
  connect(request: object, address: string, port: number): number;
  readStart(): number;
  setNoDelay(on: boolean): number;
  writeUtf8String(request: WriteRequest, text: string): number;
  writev(request: WriteRequest, parts: readonly Uint8Array[], allBuffers: true): number;
  ref(): void;
  unref(): void;
  close(): void;
}

interface WriteRequest {
  oncomplete?: (status: number) => void;
  buffers?: readonly Uint8Array[];
}

interface Binding {
  readonly TCP: new (type: number) => Handle;
  readonly TCPConnectWrap: new () => { oncomplete?: (status: number) => void };
  readonly WriteWrap: new () => WriteRequest;
  readonly constants: { readonly SOCKET: number };
  /** Results of the last call on any handle, at the three places below. */
  readonly streamBaseState: Int32Array;
  readonly kReadBytesOrError: number;
  readonly kArrayBufferOffset: number;
  readonly kLastWriteWasAsync: number;
}

const UV_EOF = -4095;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** A connection over a bare handle; undefined where this Node.js has none, or the host is not an IPv4 address. */
export function openTcpHandle(address: HostPort, events: TcpEvents): TcpSocket | undefined {
  const binding = IPV4.test(address.host) ? findBinding() : undefined;
  return binding === undefined ? undefined : new TcpHandle(binding, address, events);
}

function findBinding(): Binding | undefined {
  const binding = { ...processBinding('tcp_wrap'), ...processBinding('stream_wrap') } as Partial<Binding>;
  return isComplete(binding) ? binding : undefined;
}

function isComplete(binding: Partial<Binding>): binding is Binding {
  const { TCP, TCPConnectWrap, WriteWrap, constants, streamBaseState } = binding;
  const places = [binding.kReadBytesOrError, binding.kArrayBufferOffset, binding.kLastWriteWasAsync];
  const known = [TCP, TCPConnectWrap, WriteWrap, constants?.SOCKET, streamBaseState, ...places];
  return !known.includes(undefined);
}

interface Waiting {
  readonly parts: ReadonlyArray<string | Uint8Array>;
  readonly written: Written | undefined;
}

class TcpHandle implements TcpSocket {
  readonly #binding: Binding;
  readonly #handle: Handle;
  readonly #events: TcpEvents;
  /** Writes that wait for the connection; undefined once it stands. */
  #waiting: Waiting[] | undefined = [];
  #closed = false;

  constructor(binding: Binding, address: HostPort, events: TcpEvents) {
    this.#binding = binding;
    this.#events = events;
    this.#handle = new binding.TCP(binding.constants.SOCKET);
    this.#handle.onread = (bytes) => this.#read(bytes);
    this.#handle.unref();
    const request = new binding.TCPConnectWrap();
    request.oncomplete = (status) => this.#connected(status);
    const status = this.#handle.connect(request, address.host, address.port);
    if (status !== 0) process.nextTick(() => this.#connected(status));
  }

  get closed(): boolean {
    return this.#closed;
  }

  write(parts: ReadonlyArray<string | Uint8Array>, written?: Written): void {
    if (this.#closed) written?.();
    else if (this.#waiting === undefined) this.#write(parts, written);
    else this.#waiting.push({ parts, written });
  }

  ref(): void {
    if (!this.#closed) this.#handle.ref();
  }

  unref(): void {
    if (!this.#closed) this.#handle.unref();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handle.close();
    for (const { written } of this.#takeWaiting()) written?.();
  }

  #connected(connectStatus: number): void {
    if (this.#closed) return;
    const status = connectStatus === 0 ? this.#handle.readStart() : connectStatus;
    if (status !== 0) {
      this.#lose(status);
      return;
    }
    this.#handle.setNoDelay(true);
    for (const { parts, written } of this.#takeWaiting()) this.write(parts, written);
  }

  #takeWaiting(): readonly Waiting[] {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    return waiting;
  }

  #write(parts: ReadonlyArray<string | Uint8Array>, written?: Written): void {
    const request = new this.#binding.WriteWrap();
    request.oncomplete = (status) => this.#written(status, written);
    const status = this.#hand(request, parts);
    // What the kernel took at once is done, and oncomplete will not be called.
    const { streamBaseState, kLastWriteWasAsync } = this.#binding;
    if (status !== 0 || streamBaseState[kLastWriteWasAsync] === 0) this.#written(status, written);
  }

  /**
   * Text is copied; of bytes native code takes the addresses alone. So whoever writes keeps them until that is done:
   * the request does, which Node.js itself holds from ReqWrap::Dispatch to its end (src/req_wrap-inl.h), as `_chunks`
   * does for node:net (writevGeneric in lib/internal/stream_base_commons.js).
   */
  #hand(request: WriteRequest, parts: ReadonlyArray<string | Uint8Array>): number {
    const [first] = parts;
    if (parts.length === 1 && typeof first === 'string') return this.#handle.writeUtf8String(request, first);
    request.buffers = parts.map(toBuffer);
    return this.#handle.writev(request, request.buffers, true);
  }

  #written(status: number, written: Written | undefined): void {
    // What a close() of the owner's has cut off is nothing that he has to learn.
    const error = status === 0 || this.#closed ? undefined : systemError(status);
    if (error !== undefined) this.#lose(status);
    written?.(error);
  }

  #read(bytes: ArrayBuffer | undefined): void {
    const { streamBaseState, kReadBytesOrError, kArrayBufferOffset } = this.#binding;
    const count = streamBaseState[kReadBytesOrError] ?? 0;
    if (count < 0) this.#lose(count);
    if (count <= 0 || bytes === undefined || this.#closed) return;
    this.#events.data(Buffer.from(bytes, streamBaseState[kArrayBufferOffset], count));
  }

  #lose(status: number): void {
    if (this.#closed) return;
    this.close();
    this.#events.lost(status === UV_EOF ? undefined : systemError(status));
  }
}

function toBuffer(part: string | Uint8Array): Uint8Array {
  return typeof part === 'string' ? Buffer.from(part) : part;
}

function systemError(status: number): Error {
  return new Error(`${getSystemErrorMessage(status)} (${getSystemErrorName(status)})`);
}
