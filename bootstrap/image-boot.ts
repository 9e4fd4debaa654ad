import { writeSync } from 'node:fs';
import { startRuntime } from '../runtime/start-runtime.ts';
import { calmDown } from './process-image/calm.ts';
import { type Internals, reachInternals } from './process-image/internals.ts';
import { keepState } from './process-image/kept-state.ts';
import { muteStreams } from './process-image/muted-streams.ts';
import { type ImagePlan, takePlan } from './process-image/plan.ts';
import { rehearse } from './process-image/rehearsal.ts';
import { drawLastRandom, writeReport } from './process-image/report.ts';
import { sleep } from './process-image/sleep.ts';
import { nativeClock } from './process-image/wake/clock.ts';
import { findRandomStores } from './process-image/wake/random-stores.ts';
import { renewProcess } from './process-image/wake/wake.ts';
import { warmModules } from './process-image/warm-modules.ts';

const own = { require, filename: __filename };

void bootImage(takePlan(process.env));

/** Prepares this process for its image, sleeps while that is taken, and is the runtime from then on. */
async function bootImage(plan: ImagePlan): Promise<void> {
  try {
    const internals = await warmUp(plan);
    const stores = findRandomStores(internals);
    await calmDown();
    const found = { findings: [], variables: [], addons: [], modules: [], nodeVersion: process.versions.node };
    writeReport(plan.report, { ...found, clock: nativeClock(internals), lastRandom: drawLastRandom() });
    renewProcess({ internals, stores, require }, sleep());
  } catch (error) {
    writeSync(2, `snapboot: ${(error as Error).stack}\n`);
    process.exit(1);
  }
  await startRuntime(own);
}

/** Leaves nothing behind but what is loaded and compiled. */
async function warmUp(plan: ImagePlan): Promise<Internals> {
  const unmuteStreams = muteStreams();
  const internals = reachInternals();
  const putBack = keepState(internals, require.cache);
  warmModules();
  await rehearse({ loader: own, putBack }, plan.rounds);
  // Sockets that are closed late would make the streams.
  await calmDown();
  unmuteStreams();
  return internals;
}
