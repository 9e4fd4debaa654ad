// Compiles the launchers into where a package that is published carries them: `npm run launchers`, before packing.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ARCHITECTURES, readBuildPlan } from '../layer/build-plan.ts';
import { LAUNCHER, PREBUILT_FOLDER } from '../layer/launcher/compile-launcher.ts';
import { compiledProgram, prebuiltProgram } from '../layer/native/compiled-program.ts';

const { cacheFolder } = readBuildPlan([]);

// Those of older sources would never be used.
await rm(PREBUILT_FOLDER, { recursive: true, force: true });
await mkdir(PREBUILT_FOLDER);
for (const architecture of ARCHITECTURES) {
  const compiled = await compiledProgram(LAUNCHER, architecture, cacheFolder);
  if ('missing' in compiled) fail(`the launcher for ${architecture} is not built: ${compiled.missing}`);
  else await keep(compiled.file, await prebuiltProgram(LAUNCHER, architecture));
}

async function keep(file: string, name: string): Promise<void> {
  await copyFile(file, join(PREBUILT_FOLDER, name));
  process.stdout.write(`layer/launcher/prebuilt/${name}\n`);
}

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
