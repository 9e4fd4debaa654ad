import { LOG_LEVELS, type LogLevel } from '../protocol/log-frame.ts';
import { formatJson, formatText } from './log-format.ts';
import { frameSink, stdoutSink } from './log-sink.ts';

/** Writes one log record at the given level. */
export type Log = (level: LogLevel, ...args: unknown[]) => void;

/** Whose record it is: the current invocation, or the last one, as the official client has it. */
export interface LogScope {
  getRequestId(): string;
  getTenantId(): string | undefined;
}

/** How to log, as the service says it in the environment. */
export interface LogSettings {
  readonly json: boolean;
  readonly lowestLevel: LogLevel;
  /** The telemetry descriptor, where the service offers one. */
  readonly descriptor: number | undefined;
}

const CONSOLE_METHODS: ReadonlyArray<readonly [method: string, level: LogLevel]> = [
  ['trace', 'TRACE'],
  ['debug', 'DEBUG'],
  ['info', 'INFO'],
  ['log', 'INFO'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
  ['fatal', 'FATAL'],
];

/** Makes the console write records of the service's format, and gives the same log to the runtime itself. */
export function captureConsole(settings: LogSettings, scope: LogScope): Log {
  const log = createLog(settings, scope);
  const lowest = LOG_LEVELS.indexOf(settings.lowestLevel);
  for (const [method, level] of CONSOLE_METHODS) {
    const passes = LOG_LEVELS.indexOf(level) >= lowest;
    Reflect.set(console, method, passes ? log.bind(undefined, level) : ignore);
  }
  return (level, ...args) => {
    if (LOG_LEVELS.indexOf(level) >= lowest) log(level, ...args);
  };
}

function createLog({ json, descriptor }: LogSettings, scope: LogScope): Log {
  const sink = descriptor === undefined ? stdoutSink() : frameSink(descriptor, json);
  const format = json ? formatJson : formatText;
  return (level, ...args) => {
    const timestampMs = Date.now();
    sink(
      level,
      timestampMs,
      format({ timestampMs, level, args, requestId: scope.getRequestId(), tenantId: scope.getTenantId() }),
    );
  };
}

function ignore(): void {}
