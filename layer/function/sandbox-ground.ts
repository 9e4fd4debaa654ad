import { dirname, join } from 'node:path';
import { createSandbox, type SandboxSupport } from '../../service/environments/sandbox.ts';
import { type GroundFolders, inFolder, type SnapshotGround } from '../snapshot/snapshot-ground.ts';

/** In an execution environment: a snapshot is taken of the function where it lies on Lambda. */
export function sandboxGround({ folder, work, node }: GroundFolders, support: SandboxSupport): SnapshotGround {
  const runtime = dirname(dirname(node));
  // What a function loads from layers, it loads when it is awake.
  const { inside, wrap } = createSandbox(support, { taskRoot: folder, layers: work, runtime, temporary: work });
  const insideNode = join(inside.runtime, 'bin/node');
  return {
    folder: inside.taskRoot,
    work: inside.temporary,
    node: insideNode,
    command: (...args) => {
      const [program, ...rest] = inFolder(inside.taskRoot, insideNode, args);
      return wrap(program, rest);
    },
  };
}
