import type { Absence } from '../../../layer/absence.ts';
import { buildColdfs } from '../../../layer/hot-pages/coldfs/build-coldfs.ts';
import { MountedColdfs, type ReadCosts } from '../../../layer/hot-pages/coldfs/mounted-coldfs.ts';
import { fileTree } from '../../../layer/hot-pages/tree/file-tree.ts';
import { wholeTree } from '../../../layer/hot-pages/tree/whole-tree.ts';
import type { Condition, OpenCondition } from '../condition.ts';
import { relocate, relocateCommand, relocateVariables } from '../relocation.ts';
import { DEFAULT_MODEL, describeModel, readStorageModel } from './storage-model.ts';

// Apart from the system's files: a function may lie below /tmp, which is another folder inside.
const PREFIX = '/measured';

/** Everything is read from storage that is far away, as it is in Lambda: programs, function, and the system's libraries. */
export const SLOW_STORAGE: Condition = slowStorage('slow-storage', DEFAULT_MODEL);

function slowStorage(name: string, model: ReadCosts): Condition {
  return {
    name,
    about: 'all files on storage that takes 0.7 ms for a read; slow-storage:0.5, :1:serial, :0:serial:200MB/s',
    withOptions: (options) => slowStorage(['slow-storage', ...options].join(':'), readStorageModel(options)),
    open: (files) => openSlowStorage(files, model),
  };
}

async function openSlowStorage(files: readonly string[], model: ReadCosts): Promise<OpenCondition | Absence> {
  const program = await buildColdfs();
  if (typeof program !== 'string') return program;
  const mounted = await MountedColdfs.mount(program, await wholeTree(fileTree(files, PREFIX)), model);
  if ('reason' in mounted) return mounted;
  return {
    details: [describeModel(model), mounted.readAhead],
    launch: ({ command, taskRoot, variables }) => {
      const inside = relocate(taskRoot, files, PREFIX);
      const entering = mounted.entering(relocateCommand(command, files, PREFIX), inside);
      return {
        command: entering,
        taskRoot: inside,
        variables: relocateVariables(variables, files, PREFIX),
        startFolder: '/',
      };
    },
    beforeStart: () => mounted.dropCache(),
    started: () => {},
    initialised: () => {},
    ended: () => undefined,
    storageUse: () => mounted.reads(),
    [Symbol.asyncDispose]: () => mounted[Symbol.asyncDispose](),
  };
}
