import { rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startupSnapshot } from 'node:v8';
import { mapStacks } from '../runtime/errors/source-mapped-stack.ts';
import type { ScriptStamp } from '../runtime/file-formats/code-file.ts';
import { installAwslambdaGlobal } from '../runtime/init/awslambda-global.ts';
import { globalAwslambda } from '../runtime/init/runtime-environment.ts';
import { holdsScript } from '../runtime/init/script-file.ts';
import { startRuntime } from '../runtime/start-runtime.ts';

/** A function that was loaded before the snapshot was taken; what loads it stands before this in the script. */
interface SleepingFunction {
  readonly formatsStacks: () => boolean;
  readonly lines: number;
  readonly plain: ScriptStamp;
  wake(): void;
  load(): Promise<unknown>;
}

declare const snapbootSleepingFunction: SleepingFunction;

// Functions mark their handlers with it while they are loaded.
if (globalAwslambda(process.env)) installAwslambdaGlobal();

const SOURCE_MAP = '.snapboot/snapshot.js.map';

startupSnapshot.setDeserializeMainFunction(() => {
  snapbootSleepingFunction.wake();
  const {
    SNAPBOOT_SNAPSHOT_MARK: mark,
    LAMBDA_TASK_ROOT: taskRoot = '/var/task',
    _HANDLER: handler = '',
  } = process.env;
  delete process.env.SNAPBOOT_SNAPSHOT_MARK;
  const filename = process.argv[1] ?? '';
  const { lines, plain } = snapbootSleepingFunction;
  const script = join(taskRoot, `${handler.split('.', 1)}.js`);
  if (!holdsScript(script, plain)) giveUp(`${script} is not what the snapshot was taken with`);
  // A function that formats stacks itself has said so while it was loaded.
  if (!snapbootSleepingFunction.formatsStacks()) {
    const runtime = { fromLine: lines + 1, file: filename };
    const map = join(taskRoot, SOURCE_MAP);
    mapStacks(createRequire(filename), { script: __filename, map, stamp: plain, folder: taskRoot, runtime });
  }
  void startRuntime({
    filename,
    require: createRequire(join(taskRoot, 'index.js')),
    load: () => snapbootSleepingFunction.load(),
    initEnds: () => {
      if (mark !== undefined) rmSync(mark, { force: true });
    },
  });
});

/** The bootstrap starts the function in another way where this process ends and the mark is still there. */
function giveUp(reason: string): never {
  writeSync(2, `snapboot: ${reason}\n`);
  // Nothing of the function is to run.
  process.removeAllListeners('exit');
  process.exit(1);
}
