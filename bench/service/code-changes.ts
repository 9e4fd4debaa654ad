import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from '../progress.ts';
import { RunningService } from './running-service.ts';
import type { ServicePlan } from './service-plan.ts';

// Somebody looks at the answer before the next change.
const PAUSE_MS = 500;

/**
 * Changes the file of a function again and again.
 *
 * @returns milliseconds from the write to the first answer of the new code, which a caller waits for who asks all the time
 */
export async function codeChanges(plan: ServicePlan, changes: number, progress: Progress): Promise<number[]> {
  const taskRoot = await mkdtemp(join(tmpdir(), 'snapboot-bench-'));
  try {
    await writeCode(taskRoot, 0);
    const changing = {
      name: 'changing',
      taskRoot,
      handler: 'index.handler',
      memoryMb: plan.functions[0]?.memoryMb ?? 128,
    };
    await using service = await RunningService.start({ ...plan, functions: [changing] });
    await service.invoke('changing', '{}');
    const count = progress.counter('changes of code', changes);
    const times: number[] = [];
    for (let change = 1; change <= changes; change++) {
      await delay(PAUSE_MS);
      const started = performance.now();
      await writeCode(taskRoot, change);
      while ((await service.invoke('changing', '{}')).payload !== String(change));
      times.push(performance.now() - started);
      count();
    }
    return times;
  } finally {
    await rm(taskRoot, { recursive: true });
  }
}

function writeCode(folder: string, value: number): Promise<void> {
  return writeFile(join(folder, 'index.mjs'), `export const handler = async () => ${value};\n`);
}
