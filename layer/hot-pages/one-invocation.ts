import { BARE_PLATFORM } from '../../service/environments/platform.ts';
import { functionConfig } from '../../service/functions/function-config.ts';
import { FunctionHost } from '../../service/run/function-host.ts';
import { toldSettings } from '../function/told-settings.ts';

/** A function, and the event that it gets. */
export interface Invocation {
  /** Absolute path of the program that Lambda would start. */
  readonly bootstrap: string;
  readonly taskRoot: string;
  readonly handler: string;
  readonly event: Buffer;
  readonly variables: Readonly<Record<string, string>>;
}

// One whole processor.
const MEMORY_MB = 1769;
const TIMEOUT_MS = 60_000;

/**
 * Starts a function, lets it answer one event and ask for the next, and calls `look` before it ends; also where it gets
 * less far.
 *
 * @returns whether it has answered
 */
export async function oneInvocation(invocation: Invocation, look: () => Promise<void>): Promise<boolean> {
  const { bootstrap, taskRoot, handler, event, variables } = invocation;
  const config = functionConfig({
    name: 'recording',
    ...toldSettings(variables),
    taskRoot,
    handler,
    memoryMb: MEMORY_MB,
    timeoutMs: TIMEOUT_MS,
    variables,
  });
  await using host = new FunctionHost({ function: config, bootstrap, platform: BARE_PLATFORM, onLogLine: () => {} });
  const init = await host.init();
  // What takes too long in init, such as what is emulated, is done again with the invocation, and may take longer.
  const mayGoOn = init.state === 'ready' || init.state === 'timed-out';
  const invoked = mayGoOn ? await host.invoke(event, { begin() {}, write() {} }) : undefined;
  await look();
  return invoked?.outcome.state === 'succeeded';
}
