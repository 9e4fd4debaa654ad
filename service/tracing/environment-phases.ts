import type { TelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import type { TracedPhase } from './segment-document.ts';

type Begun = Pick<TracedPhase, 'name' | 'startMs'>;

/** What environments have done since their last invocation, as far as the next one has waited for it. */
export class EnvironmentPhases {
  readonly #begun = new Map<string, Begun>();
  readonly #over = new Map<string, TracedPhase[]>();

  /** @param timeMs when it happened, as a Unix epoch in milliseconds */
  observe(environment: string, event: TelemetryEvent, timeMs: number): void {
    switch (event.type) {
      case 'platform.initStart': {
        // Init of other types comes long before an invocation, unless it is repeated for it.
        const { initializationType, phase } = event.record;
        if (initializationType !== 'on-demand' && phase !== 'invoke') return;
        this.#begun.set(environment, { name: 'Initialization', startMs: timeMs });
        return;
      }
      case 'platform.restoreStart':
        this.#begun.set(environment, { name: 'Restore', startMs: timeMs });
        return;
      case 'platform.initReport':
      case 'platform.restoreReport':
        this.#end(environment, timeMs, event.record.status !== 'success');
        return;
    }
  }

  /** What there is now, once. */
  take(environment: string): readonly TracedPhase[] {
    const phases = this.#over.get(environment) ?? [];
    this.#over.delete(environment);
    this.#begun.delete(environment);
    return phases;
  }

  #end(environment: string, endMs: number, failed: boolean): void {
    const begun = this.#begun.get(environment);
    if (begun === undefined) return;
    this.#begun.delete(environment);
    this.#over.set(environment, [...(this.#over.get(environment) ?? []), { ...begun, endMs, failed }]);
  }
}
