import { randomUUID } from 'node:crypto';
import type { AsyncInvocations } from '../async-invocations/async-invocations.ts';
import { traceHeader } from '../environments/trace-header.ts';
import { sendJson } from '../http/json-answer.ts';
import type { Route } from '../http/route.ts';
import type { FunctionInvoker } from '../invocations/function-invoker.ts';
import type { MetricHistory } from '../metrics/metric-history.ts';
import { AlarmMonitor } from './alarm-monitor.ts';
import type { DeclaredAlarms } from './declared-alarms.ts';

/** What alarms need of the service. */
export interface ServiceAlarmsParts {
  readonly declared: Pick<DeclaredAlarms, 'all'>;
  readonly history: MetricHistory;
  readonly invoker: Pick<FunctionInvoker, 'resolve'>;
  readonly events: Pick<AsyncInvocations, 'accept'>;
  readonly onNotice: (line: string) => void;
}

// What has happened at the end of a period is in the metrics by then.
const LOOK_MS = 1000;

/** The alarms of a service, looked at as time goes by. */
export class ServiceAlarms {
  readonly #declared: Pick<DeclaredAlarms, 'all'>;
  readonly #monitor: AlarmMonitor;
  readonly #timer: NodeJS.Timeout;

  constructor({ declared, history, invoker, events, onNotice }: ServiceAlarmsParts) {
    const invoke = async (name: string, qualifier: string | undefined, event: object): Promise<void> => {
      const reference = { name, qualifier };
      invoker.resolve(reference);
      const payload = Buffer.from(JSON.stringify(event));
      await events.accept({ requestId: randomUUID(), reference, payload, traceId: traceHeader(), tenantId: undefined });
    };
    this.#declared = declared;
    this.#monitor = new AlarmMonitor({ history, invoke, onNotice }, () => Date.now() - LOOK_MS);
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** `GET /alarms.json`. */
  get routes(): readonly Route[] {
    const path = /^\/alarms\.json$/;
    const handle: Route['handle'] = ({ response }) => {
      this.#monitor.set(this.#declared.all);
      sendJson(response, 200, { alarms: this.#monitor.list() });
    };
    return [{ method: 'GET', path, handle }];
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.#monitor.set(this.#declared.all);
    void this.#monitor.evaluate();
  }
}
