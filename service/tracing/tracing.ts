import type { ServiceEvents } from '../observation/service-events.ts';
import { readDaemonAddress } from './daemon-address.ts';
import { RecentSegments } from './recent-segments.ts';
import { Sampler } from './sampler.ts';
import type { SegmentDocument } from './segment-document.ts';
import { TraceFile } from './trace-file.ts';
import { Tracer } from './tracer.ts';
import { XRayDaemon } from './xray-daemon.ts';

/** What tracing needs of the service. */
export interface TracingSetting {
  readonly events: ServiceEvents;
  /** Where traces.jsonl is; without it there is none. */
  readonly stateFolder: string | undefined;
  /** The service's own environment: AWS_XRAY_DAEMON_ADDRESS. */
  readonly own: NodeJS.ProcessEnv;
  readonly onNotice: (line: string) => void;
  readonly onFault: (error: unknown) => void;
}

/** How many documents went to the daemon, and how many neither there nor into the file, though they should have. */
export interface TraceCounts {
  readonly sent: number;
  readonly dropped: number;
}

/** What a service does about X-Ray: decides what is sampled, makes segments, keeps them and sends them. */
export class Tracing implements AsyncDisposable {
  readonly sampler: Sampler = new Sampler();
  readonly #recent = new RecentSegments();
  readonly #file: TraceFile | undefined;
  readonly #daemon: XRayDaemon | undefined;
  readonly #tracer: Tracer;

  constructor({ events, stateFolder, own, onNotice, onFault }: TracingSetting) {
    this.#file = stateFolder === undefined ? undefined : new TraceFile(stateFolder, { onFault });
    this.#daemon = daemonOf(own, onNotice);
    this.#tracer = new Tracer(events, (segment) => this.#take(segment));
  }

  /** The last segments, the newest first. */
  recent(limit?: number): readonly SegmentDocument[] {
    return this.#recent.newest(limit);
  }

  get counts(): TraceCounts {
    const { sent = 0, dropped = 0 } = this.#daemon ?? {};
    return { sent, dropped: dropped + (this.#file?.dropped ?? 0) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tracer[Symbol.dispose]();
    await Promise.all([this.#file?.[Symbol.asyncDispose](), this.#daemon?.[Symbol.asyncDispose]()]);
  }

  #take(segment: SegmentDocument): void {
    this.#recent.add(segment);
    if (this.#file === undefined && this.#daemon === undefined) return;
    const document = JSON.stringify(segment);
    this.#file?.append(document);
    this.#daemon?.send(document);
  }
}

function daemonOf(own: NodeJS.ProcessEnv, onNotice: (line: string) => void): XRayDaemon | undefined {
  const { AWS_XRAY_DAEMON_ADDRESS: text = '' } = own;
  if (text.trim() === '') return undefined;
  const address = readDaemonAddress(text);
  if (address !== undefined) return new XRayDaemon(address);
  onNotice(
    `AWS_XRAY_DAEMON_ADDRESS ${text.slice(0, 200)}: expected host:port, or tcp:host:port udp:host:port; not used`,
  );
  return undefined;
}
