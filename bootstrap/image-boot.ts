import { writeSync } from 'node:fs';
import { startRuntime } from '../runtime/start-runtime.ts';
import { calmDown, takeCodeOfOthers, timersAreOver } from './process-image/calm.ts';
import { type Internals, reachInternals } from './process-image/internals.ts';
import { keepState } from './process-image/kept-state.ts';
import { loadedFiles } from './process-image/loading/loaded-files.ts';
import {
  LoadingFault,
  loadSleepingFunction,
  type SleepingFunction,
} from './process-image/loading/sleeping-function.ts';
import { muteStreams } from './process-image/muted-streams.ts';
import { type ImagePlan, takePlan } from './process-image/plan.ts';
import { type PreloadedPackages, preloadPackages } from './process-image/preload/preloaded-packages.ts';
import { rehearse } from './process-image/rehearsal.ts';
import { drawLastRandom, type ImageReport, writeReport } from './process-image/report.ts';
import { sleep } from './process-image/sleep.ts';
import { trustForBuild } from './process-image/wake/certificates.ts';
import { loopCounts, nativeClock } from './process-image/wake/clock.ts';
import { endInit } from './process-image/wake/init-end.ts';
import { findRenewable, rehearseWaking, renewProcess } from './process-image/wake/wake.ts';
import { warmConnections } from './process-image/warm-connections.ts';
import { warmModules } from './process-image/warm-modules.ts';

const STDERR = 2;

// The bundle is CommonJS, as that of a plain start.
const own = { require, filename: __filename };

void bootImage();

/** Prepares this process for its image, sleeps while that is taken, and is the runtime from then on. */
async function bootImage(): Promise<void> {
  let sleeping: SleepingFunction | undefined;
  let isAwake = false;
  try {
    const plan = takePlan(process.env);
    const { internals, packages } = await warmUp(plan);
    takeCodeOfOthers();
    if (plan.kind === 'function') {
      trustForBuild(plan.certificates);
      sleeping = await loadOrTell(plan, internals);
    }
    const renewable = findRenewable(internals, require);
    rehearseWaking(renewable);
    await calmDown();
    writeReport(plan.report, reportOf(internals, { addons: [], ...packages, ...sleeping }));
    const command = sleep();
    isAwake = true;
    renewProcess(renewable, command);
  } catch (error) {
    writeSync(STDERR, `snapboot: the process image cannot be used: ${(error as Error).stack?.replaceAll('\n', ' ')}\n`);
    // The launcher starts the function in another way.
    if (isAwake) process.kill(process.pid, 'SIGABRT');
    process.exit(1);
  }
  // The layer may lie elsewhere now; what is compiled keeps its name.
  const places = { filename: process.argv[1] ?? __filename, script: __filename };
  const loader = { require, ...places, initEnds: once(endInit) };
  await startRuntime(sleeping === undefined ? loader : { ...loader, load: sleeping.wake });
}

/** Init may come to two ends: one in vain, and one since it was. */
function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}

/** Leaves nothing behind but what is loaded and compiled: of Node.js, and of packages that the plan names. */
async function warmUp(plan: ImagePlan): Promise<{ internals: Internals; packages: PreloadedPackages }> {
  const unmuteStreams = muteStreams();
  const internals = reachInternals();
  const putBack = keepState(internals, require.cache);
  warmModules();
  await warmConnections(plan.rounds);
  await rehearse({ loader: own, putBack }, plan.rounds);
  const packages = await preloadPackages(plan, __filename);
  await timersAreOver(internals);
  // Sockets that are closed late would make the streams.
  await calmDown();
  unmuteStreams();
  return { internals, packages };
}

async function loadOrTell(plan: ImagePlan, internals: Internals): Promise<SleepingFunction> {
  try {
    return await loadSleepingFunction(plan, own, internals);
  } catch (error) {
    if (error instanceof LoadingFault) {
      const { stack } = error.cause as Partial<Error>;
      const fault = { text: error.message, ...(stack !== undefined && { stack }) };
      writeReport(plan.report, { ...reportOf(internals, error.found), fault });
    }
    throw error;
  }
}

function reportOf(internals: Internals, found?: Pick<ImageReport, 'findings' | 'variables' | 'addons'>): ImageReport {
  const { findings = [], variables = [], addons = [] } = found ?? {};
  return {
    findings,
    variables,
    addons,
    modules: loadedFiles(internals, require),
    nodeVersion: process.versions.node,
    clock: nativeClock(internals),
    loop: loopCounts(),
    // The last: nothing draws after it.
    ...drawLastRandom(),
  };
}
