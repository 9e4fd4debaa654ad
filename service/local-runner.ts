import { EnvironmentPool } from './environments/environment-pool.ts';
import { ExecutionEnvironment } from './environments/execution-environment.ts';
import { cleanLeftovers } from './environments/leftovers.ts';
import { detectPlatform } from './environments/platform.ts';
import type { InvocationRunner } from './invocations/invocation-runner.ts';
import type { RunnerSetting } from './lambda-service.ts';

/**
 * Runs functions in execution environments on this machine, after whatever an earlier service has left behind is gone.
 *
 * @param bootstrap absolute path of the program that Lambda would start
 */
export async function createLocalRunner(bootstrap: string, setting: RunnerSetting): Promise<InvocationRunner> {
  await cleanLeftovers();
  const { concurrency, idleTimeoutMs, freeze, onLogLine } = setting;
  const platform = await detectPlatform(setting);
  return new EnvironmentPool({
    concurrency,
    idleTimeoutMs,
    create: (config) =>
      new ExecutionEnvironment({
        function: config,
        bootstrap,
        platform,
        freeze,
        onLogLine: (line) => onLogLine(config.name, line),
      }),
  });
}
