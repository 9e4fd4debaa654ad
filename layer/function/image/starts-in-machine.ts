import { environmentVariables } from '../../../service/environments/environment-variables.ts';
import { functionConfig } from '../../../service/functions/function-config.ts';
import { BuildError } from '../../build-error.ts';
import type { BuildPlan } from '../../build-plan.ts';
import { type MachineStart, startsInMachine } from '../../micro-vm/machine-lambda.ts';
import { INSIDE } from '../../process-image/image-ground.ts';
import { lambdaRoot, machineMemoryMB } from '../../process-image/machine-ground.ts';
import { eventFault, loadFault } from '../compile/sample-faults.ts';
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

const PLACES = { taskRoot: INSIDE.taskRoot, layers: '/opt', runtime: '/opt', temporary: '/tmp' } as const;
// An image goes on at the time at which it was taken, which is within the first seconds.
const LATER = { waitMs: 10_000 };
const LIMIT_MS = 600_000;

/**
 * Starts a function twice in a virtual machine, each time with all its events.
 *
 * @param shown absolute paths of files that it finds as they are here
 * @throws BuildError where it does not load, or fails for an event
 */
export async function startsThere(
  plan: TrainingPlan,
  { taskRoot, layer }: StartedFunction,
  { architecture, cacheFolder }: BuildPlan,
  shown: readonly string[],
): Promise<TwoStarts> {
  const events = comparedEvents(plan);
  const files = await lambdaRoot({ layer: layer.folder, architecture, taskRoot, shown });
  const [first, second] = await startsInMachine({
    architecture,
    cacheFolder,
    memoryMB: await machineMemoryMB(files),
    limitMs: LIMIT_MS,
    files,
    variables: variablesOf(plan),
    events: events.map(({ payload }) => payload.toString()),
    starts: [LATER, LATER],
  });
  if (first === undefined || second === undefined) throw new BuildError('the virtual machine has started nothing');
  const names = events.map(({ name }) => name);
  return [compared(first, names), compared(second, names)];
}

function variablesOf({ handler, variables }: TrainingPlan): Record<string, string> {
  const settings = { name: 'compared', taskRoot: INSIDE.taskRoot, memoryMb: COMPARED_MEMORY_MB };
  const config = functionConfig({ ...settings, ...toldSettings(variables), handler, variables });
  const place = { runtimeApi: '', sandbox: { kind: 'bubblewrap', inside: PLACES }, logStream: 'compared' } as const;
  return environmentVariables(config, place, process.env);
}

function compared({ calls, stdout, stderr, startedMs, end }: MachineStart, names: readonly string[]): ComparedStart {
  const answers = names.map((name, index) => {
    const call = calls[index];
    if (call === undefined) throw new BuildError(`the function ends before it has answered ${name} (${end})`);
    if (call.path.endsWith('/init/error')) throw new BuildError(loadFault(Buffer.from(call.body)));
    if (call.path.endsWith('/error')) throw new BuildError(eventFault(name, Buffer.from(call.body)));
    return comparable(call.body, INSIDE.taskRoot, startedMs);
  });
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  return { answers, log: lines.map((line) => comparable(line, INSIDE.taskRoot, startedMs)) };
}
