import type { TelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import type { LineSink } from '../processes/output-lines.ts';
import { logLines } from '../telemetry/log-lines.ts';
import { logRecord } from '../telemetry/log-records.ts';
import type { LogSettings } from '../telemetry/log-settings.ts';
import { LogTail } from '../telemetry/tail.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';

/** Between what processes write and what stands in a function's log: output in, events out; events in, lines out. */
export class EnvironmentLog {
  readonly #settings: LogSettings;
  readonly #bus: TelemetryBus;
  readonly #onLine: LineSink;
  #tail = new LogTail();
  #invocation: { readonly requestId: string; readonly tenantId?: string | undefined } | undefined;

  /** @param onLine takes each line of the log */
  constructor(settings: LogSettings, bus: TelemetryBus, onLine: LineSink) {
    this.#settings = settings;
    this.#bus = bus;
    this.#onLine = onLine;
    bus.on((event) => this.#write(event));
  }

  /** An invocation begins: its tail, and the lines that bear its id. */
  begin(invocation: { readonly requestId: string; readonly tenantId?: string | undefined }): void {
    this.#invocation = invocation;
    this.#tail = new LogTail();
  }

  /**
   * A line that a process has written.
   *
   * @returns resolves when the log takes more; absent while it does
   */
  record(source: 'function' | 'extension', line: string): Promise<unknown> | undefined {
    const record = logRecord(line, this.#settings, this.#invocation);
    if (record !== undefined) this.#bus.emit({ type: source, record });
    return this.#bus.held;
  }

  /** The last 4 KB of the current invocation's log. */
  tail(): Buffer {
    return Buffer.from(this.#tail.toBase64(), 'base64');
  }

  #write(event: TelemetryEvent): unknown {
    let taken: unknown;
    for (const line of logLines(event, this.#settings)) {
      this.#tail.add(line);
      taken = this.#onLine(line);
    }
    return taken;
  }
}
