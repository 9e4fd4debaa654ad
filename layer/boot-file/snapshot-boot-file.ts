import { type BootRecord, bootFile, textRecord } from './boot-file.ts';

/** What a snapshot asks for. */
export interface SnapshotConditions {
  readonly nodeVersion: string;
  readonly architecture: string;
  /** Of the handlers that it holds, such as `index`. */
  readonly module: string;
  /** Names, and the values that they must have; null is for one that must not be set. */
  readonly variables: readonly (readonly [name: string, value: string | null])[];
  readonly taskRoot?: string;
}

/** The bytes of a function's `.snapboot/boot`. It holds no secret: loading cannot read one. */
export function snapshotBootFile(conditions: SnapshotConditions): Buffer {
  const { nodeVersion, architecture, module, variables, taskRoot } = conditions;
  return bootFile([
    textRecord('NODE_VERSION', nodeVersion),
    textRecord('BUILT_FOR', architecture),
    textRecord('HANDLER_MODULE', module),
    ...(taskRoot === undefined ? [] : [textRecord('TASK_ROOT', taskRoot)]),
    ...variables.map(variableRecord),
  ]);
}

function variableRecord([name, value]: SnapshotConditions['variables'][number]): BootRecord {
  return value === null ? textRecord('VARIABLE_NOT_SET', name) : textRecord('VARIABLE_EQUALS', name, value);
}
