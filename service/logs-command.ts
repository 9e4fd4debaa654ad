import { existsSync, readdirSync } from 'node:fs';
import { functionOfLogFile } from './logs/log-file.ts';
import { makeLogFolder } from './logs/log-folder.ts';
import { LogFollower } from './logs/log-follower.ts';
import type { LogRecord } from './logs/log-record.ts';
import { LOGS_HELP, type LogsOptions, readLogsOptions } from './logs/logs-options.ts';
import { writeLine } from './standard-output.ts';
import { UsageError } from './usage-error.ts';

/**
 * The command line `snapboot logs`.
 *
 * @param args what follows `snapboot logs`
 * @throws UsageError with one line for the user
 */
export async function runLogsCommand(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(LOGS_HELP);
    return;
  }
  const options = readLogsOptions(args, Date.now());
  const { functionName, stateFolder, follow } = options;
  checkName(options);
  using follower = new LogFollower(stateFolder, functionName, (record) => printRecord(record, options));
  if (follow) await follower.follow(stateFolder, interrupted());
  else follower.read();
}

function checkName({ functionName, stateFolder, follow }: LogsOptions): void {
  const names = existsSync(stateFolder)
    ? readdirSync(stateFolder).flatMap((file) => functionOfLogFile(file) ?? [])
    : [];
  if (names.includes(functionName)) return;
  if (follow) {
    process.stderr.write(`snapboot: waiting for the first line of ${functionName}\n`);
    makeLogFolder(stateFolder);
    return;
  }
  const found = names.length === 0 ? 'no function has logged anything yet' : `there are ${names.toSorted().join(', ')}`;
  throw new UsageError(`logs: nothing of ${functionName} in ${stateFolder}; ${found}`);
}

function printRecord({ timeMs, text }: LogRecord, { sinceMs, times }: LogsOptions): Promise<unknown> | undefined {
  if (timeMs !== undefined && timeMs < sinceMs) return undefined;
  const time = times && timeMs !== undefined ? `${new Date(timeMs).toISOString()} ` : '';
  // Runtimes write \r where a record goes on in a new line.
  return writeLine(`${time}${text.replaceAll('\r', '\n')}`);
}

/** Ctrl-C is how following is meant to end: no failure. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
