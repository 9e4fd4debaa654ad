import type { ModuleLoader } from '../../../runtime/init/module-loader.ts';
import { keepRuntimeState } from '../kept-state.ts';
import type { ImagePlan } from '../plan.ts';
import { rehearseEvents } from '../rehearsal.ts';
import type { FindingLog } from './finding-log.ts';

/** Has the function answer the events of the plan, over the runtime. What it keeps of them stays, the runtime's does not. */
export async function primeFunction(
  { events, handler, taskRoot }: ImagePlan,
  loader: ModuleLoader,
  log: FindingLog,
): Promise<void> {
  log.isAnswering = true;
  const putBack = keepRuntimeState();
  const calls = await rehearseEvents({ loader, putBack }, events, { LAMBDA_TASK_ROOT: taskRoot, _HANDLER: handler });
  const errors = calls.filter(({ path }) => path.endsWith('/error'));
  for (const { body } of errors) log.note('refused', `answers with an error: ${body}`, []);
}
