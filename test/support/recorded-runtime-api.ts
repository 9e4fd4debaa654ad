import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type CallName, RecordedCall } from './recorded-call.ts';
import { type Reply, sendReply } from './runtime-api-reply.ts';

/** What is handed out to a runtime that asks for the next event. */
export class Invocation {
  readonly payload: string;
  readonly headers: Readonly<Record<string, string | undefined>>;

  /** The payload goes out as it is; headers add to the usual ones, or take their place, or (undefined) take one away. */
  constructor(payload: string, headers: Readonly<Record<string, string | undefined>> = {}) {
    this.payload = payload;
    this.headers = headers;
  }
}

/** What one call is answered with; undefined leaves it parked for ever. `usual` makes what a faultless service says. */
export type Answer = (
  call: RecordedCall,
  usual: () => Reply | undefined,
) => Reply | undefined | Promise<Reply | undefined>;

/** Where the service deviates from a faultless one. */
export type Script = { readonly [name in CallName]?: Answer } & {
  /** Bodies of responses are left unread until then. */
  readonly readBodiesAfter?: Promise<unknown>;
  /** Waited for after each piece of a response that has been read. */
  readonly betweenReads?: () => Promise<void>;
};

/** The request id of the nth invocation, from 1. */
export function requestId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

export const TRACE_ID = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1';
export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:tested';

/** Serves the Runtime API and the Extensions API on a free port, hands out events one by one, and records every call. */
export async function startRecordedRuntimeApi(
  events: readonly unknown[] = [],
  script: Script = {},
): Promise<RecordedRuntimeApi> {
  const server = createServer({ maxHeaderSize: 1 << 20, keepAlive: true });
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new RecordedRuntimeApi(server, events, script);
}

class RecordedRuntimeApi {
  readonly port: number;
  /** What AWS_LAMBDA_RUNTIME_API holds. */
  readonly address: string;
  readonly calls: RecordedCall[] = [];
  /** How many connections were opened. */
  connections = 0;
  readonly #server: Server;
  readonly #events: readonly unknown[];
  readonly #script: Script;
  readonly #numbers = new WeakMap<Socket, number>();
  readonly #changes = new EventEmitter();
  readonly #turns = new Map<string, number>();
  #served = 0;
  #idle = false;

  constructor(server: Server, events: readonly unknown[], script: Script) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.address = `127.0.0.1:${this.port}`;
    this.#events = events;
    this.#script = script;
    this.#changes.setMaxListeners(0);
    server.on('connection', (socket) => {
      this.connections += 1;
      this.#numbers.set(socket, this.connections);
    });
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** The names of all calls in the order in which they came. */
  get sequence(): string[] {
    return this.calls.map(({ name }) => name);
  }

  /** All buffered responses, parsed. */
  get responses(): unknown[] {
    return this.called('response').map(({ json }) => json);
  }

  /** All reported errors of invocations and of init, parsed. */
  get errors(): unknown[] {
    return this.calls.filter(({ name }) => name === 'error' || name === 'init error').map(({ json }) => json);
  }

  called(name: CallName): RecordedCall[] {
    return this.calls.filter((call) => call.name === name);
  }

  /** Waits for the nth call of that name to be there to its last byte, or for what `holds` asks of it. */
  call(name: CallName, turn = 1, holds = (call: RecordedCall): boolean => call.complete): Promise<RecordedCall> {
    return this.#until(() => this.calls.find((call) => call.name === name && call.turn === turn && holds(call)));
  }

  /** Waits until the runtime has asked for more events than there are, and has been left waiting. */
  async idle(): Promise<void> {
    await this.#until(() => this.#idle || undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #until<T>(find: () => T | undefined): Promise<T> {
    while (true) {
      const found = find();
      if (found !== undefined) return found;
      await once(this.#changes, 'change');
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const changed = (): void => void this.#changes.emit('change');
    const call = new RecordedCall(request, this.#numbers.get(request.socket) ?? 0, (name) => this.#count(name));
    this.calls.push(call);
    changed();
    const begin = call.name === 'response' ? this.#script.readBodiesAfter : undefined;
    const reading = Promise.resolve(begin).then(() => call.read(changed, this.#script.betweenReads));
    const reply = await this.#reply(call);
    if (reply !== undefined) {
      if (!reply.early) await reading;
      sendReply(response, reply);
    } else if (call.name === 'next') {
      this.#idle = true;
      changed();
    }
  }

  #count(name: string): number {
    const turn = (this.#turns.get(name) ?? 0) + 1;
    this.#turns.set(name, turn);
    return turn;
  }

  async #reply(call: RecordedCall): Promise<Reply | undefined> {
    const scripted = this.#script[call.name as CallName];
    if (scripted !== undefined) return scripted(call, () => this.#usual(call));
    return this.#usual(call);
  }

  #usual(call: RecordedCall): Reply | undefined {
    switch (call.name) {
      case 'next':
        return this.#nextEvent();
      case 'register':
        return { status: 200, headers: { 'Lambda-Extension-Identifier': 'an-extension' }, body: '{}' };
      case 'extension next':
        return undefined;
      default:
        return { status: 202, body: '{"status":"OK"}\n' };
    }
  }

  #nextEvent(): Reply | undefined {
    if (this.#served >= this.#events.length) return undefined;
    const event = this.#events[this.#served];
    this.#served += 1;
    const { payload, headers } = event instanceof Invocation ? event : new Invocation(JSON.stringify(event));
    const usual = {
      'Lambda-Runtime-Aws-Request-Id': requestId(this.#served),
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + 30_000),
      'Lambda-Runtime-Invoked-Function-Arn': FUNCTION_ARN,
      'Lambda-Runtime-Trace-Id': TRACE_ID,
    };
    return { status: 200, headers: { ...usual, ...headers }, body: payload };
  }
}

export type { RecordedRuntimeApi };
