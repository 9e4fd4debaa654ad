import { ScalingRate } from './concurrency/scaling-rate.ts';
import { EnvironmentPool } from './environments/environment-pool.ts';
import { ExecutionEnvironment } from './environments/execution-environment.ts';
import { cleanLeftovers } from './environments/leftovers.ts';
import { detectPlatform } from './environments/platform.ts';
import type { InvocationRunner } from './invocations/invocation-runner.ts';
import { observeEnvironment } from './observation/observed-environment.ts';
import type { RunnerSetting } from './service-options.ts';

/**
 * Runs functions in execution environments on this machine, after whatever an earlier service has left behind is gone.
 *
 * @param bootstrap absolute path of the program that Lambda would start
 */
export async function createLocalRunner(bootstrap: string, setting: RunnerSetting): Promise<InvocationRunner> {
  await cleanLeftovers();
  const { scalingRate, idleTimeoutMs, settlingMs, freeze, events, onLogLine } = setting;
  const scaling = new ScalingRate(scalingRate);
  const platform = await detectPlatform(setting);
  return new EnvironmentPool({
    admitStart: (functionName) => scaling.take(functionName),
    idleTimeoutMs,
    ...(settlingMs !== undefined && { settlingMs }),
    create(config) {
      const environment = new ExecutionEnvironment({
        function: config,
        bootstrap,
        platform,
        freeze,
        onLogLine: (line) => onLogLine(config.name, line),
      });
      observeEnvironment(environment, config, events);
      return environment;
    },
  });
}
