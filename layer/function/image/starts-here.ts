import { BARE_PLATFORM } from '../../../service/environments/platform.ts';
import type { SandboxSupport } from '../../../service/environments/sandbox.ts';
import { functionConfig } from '../../../service/functions/function-config.ts';
import { FunctionHost } from '../../../service/run/function-host.ts';
import { BuildError } from '../../build-error.ts';
import { initFault, invokeFault } from '../compile/sample-faults.ts';
import type { TrainingPlan } from '../compile/training-run.ts';
import { toldSettings } from '../told-settings.ts';
import {
  COMPARED_MEMORY_MB,
  type ComparedStart,
  comparable,
  comparedEvents,
  type StartedFunction,
  type TwoStarts,
} from './compared-start.ts';

const TIMEOUT_MS = 60_000;

/**
 * Starts a function twice in execution environments on this machine, each time with all its events.
 *
 * @throws BuildError where it does not load, or fails for an event
 */
export async function startsHere(
  plan: TrainingPlan,
  from: StartedFunction,
  sandbox: SandboxSupport,
): Promise<TwoStarts> {
  return [await start(plan, from, sandbox), await start(plan, from, sandbox)];
}

async function start(
  plan: TrainingPlan,
  { taskRoot, layer: { bootstrap } }: StartedFunction,
  sandbox: SandboxSupport,
): Promise<ComparedStart> {
  const { handler, variables } = plan;
  const settings = { name: 'compared', memoryMb: COMPARED_MEMORY_MB, timeoutMs: TIMEOUT_MS };
  const log: string[] = [];
  const startedMs = Date.now();
  await using host = new FunctionHost({
    function: functionConfig({ ...settings, ...toldSettings(variables), taskRoot, handler, variables }),
    bootstrap,
    platform: { ...BARE_PLATFORM, sandbox },
    onLogLine: (line) => void log.push(comparable(line, taskRoot, startedMs)),
  });
  const init = await host.init();
  if (init.state !== 'ready') throw new BuildError(initFault(init));
  const answers: string[] = [];
  for (const { name, payload } of comparedEvents(plan)) {
    const answer: Uint8Array[] = [];
    const { outcome } = await host.invoke(payload, { begin() {}, write: (bytes) => void answer.push(bytes) });
    if (outcome.state !== 'succeeded') throw new BuildError(invokeFault(name, outcome));
    if (outcome.response.mode === 'buffered') answer.push(outcome.response.payload);
    answers.push(comparable(Buffer.concat(answer).toString(), taskRoot, startedMs));
  }
  return { answers, log };
}
