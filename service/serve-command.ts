import { raceWithLimit } from './environments/race-with-limit.ts';
import { LambdaService } from './lambda-service.ts';
import { createLocalRunner } from './local-runner.ts';
import { readServeOptions, SERVE_HELP } from './serve/serve-options.ts';
import { printGreeting, printLogLine, printNotice } from './serve/serve-report.ts';
import { outputTaken } from './standard-output.ts';

// Ctrl-C is how serving is meant to end; SIGTERM gives what a shell says of it.
const EXIT_CODES = { SIGINT: 0, SIGTERM: 143 } as const;
const IMPATIENT = 130;
const LAST_LINES_MS = 500;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/**
 * The command line `snapboot serve`. Returns when the service listens; a signal ends it.
 *
 * @param args what follows `snapboot serve`
 * @param findBootstrap gives the absolute path of the program that Lambda would start
 * @throws UsageError with one line for the user
 */
export async function runServeCommand(args: readonly string[], findBootstrap: () => Promise<string>): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(SERVE_HELP);
    return;
  }
  const { host, port, runner, ...options } = readServeOptions(args);
  const service = await LambdaService.start({
    ...runner,
    ...options,
    host,
    port,
    onLogLine: printLogLine,
    onNotice: printNotice,
    createRunner: async (setting) => createLocalRunner(await findBootstrap(), setting),
  });
  endOnSignals(service);
  if (!LOOPBACK.includes(host)) printNotice('whoever reaches this machine can run these functions: --host 127.0.0.1');
  printGreeting(service.endpoint, service.functions, service.addresses);
}

function endOnSignals(service: LambdaService): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(IMPATIENT));
      const exit = (): never => process.exit(EXIT_CODES[signal]);
      service.close().then(lastLines, lastLines).then(exit, exit);
    });
  }
}

/** A terminal that nobody reads from does not keep the service. */
function lastLines(): Promise<void> {
  return raceWithLimit(LAST_LINES_MS, () => undefined, [outputTaken()]);
}
