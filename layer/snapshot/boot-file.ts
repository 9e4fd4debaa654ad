import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shellWord } from '../../service/processes/shell-word.ts';
import { snapshotBootFile } from '../boot-file/snapshot-boot-file.ts';
import type { Architecture } from '../build-plan.ts';
import type { VariableRead } from './stand-ins/variables.ts';

/** What a snapshot needs to be started. */
export interface BootConditions {
  /** Exact version of Node.js. */
  readonly nodeVersion: string;
  readonly architecture: Architecture;
  /** Of the handlers that it holds, such as `index`. */
  readonly module: string;
  /** What loading has read; another process must find the same. */
  readonly variables: readonly VariableRead[];
  /** The only folder that the function may lie in; any, where left out. */
  readonly taskRoot?: string;
}

/** Where a built function has what the bootstrap needs of it. */
export const SNAPSHOT_FILES = {
  /** For the script of the shell. */
  script: '.snapboot/fits.sh',
  /** The same for the launcher. */
  boot: '.snapboot/boot',
  blob: '.snapboot/snapshot.blob',
  map: '.snapboot/snapshot.js.map',
  mapIndex: '.snapboot/snapshot.js.map.index',
} as const;

/** How the line begins in which the bootstrap says why it starts a function without its snapshot. */
export const NOT_USED = 'snapboot: the snapshot is not used';

/** Writes into a function's folder what its snapshot asks for. */
export async function writeBootFiles(folder: string, conditions: BootConditions): Promise<void> {
  const variables = withNodeOptions(conditions.variables);
  await writeFile(join(folder, SNAPSHOT_FILES.script), bootFileText(conditions));
  await writeFile(join(folder, SNAPSHOT_FILES.boot), snapshotBootFile({ ...conditions, variables }));
}

/**
 * The text of the file that the script reads before it starts Node.js: what the snapshot asks for, as lines of shell.
 * The shell compares without starting a program, and without a variable of its own, which could be one of the function.
 * It holds no secret: loading cannot read one.
 */
export function bootFileText({ nodeVersion, architecture, module, variables, taskRoot }: BootConditions): string {
  return [
    '# Made by snapboot function build. It succeeds where the snapshot can be used; the bootstrap has `unfit` say why not.',
    unless('-s "$LAMBDA_TASK_ROOT/.snapboot/snapshot.blob"', 'the file is missing'),
    condition('"$1"', shellWord(nodeVersion), `it is for Node.js ${nodeVersion}, not $1`),
    condition('"$2"', shellWord(architecture), `it is for ${architecture}, not $2`),
    condition('"$AWS_LAMBDA_EXEC_WRAPPER"', "''", 'there is an AWS_LAMBDA_EXEC_WRAPPER'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills it in
    condition('"${_HANDLER%%.*}"', shellWord(module), 'it is for another handler than $_HANDLER'),
    ...(taskRoot === undefined ? [] : [taskRootCondition(taskRoot)]),
    ...withNodeOptions(variables).map(variableCondition),
    '',
  ].join('\n');
}

function taskRootCondition(path: string): string {
  return condition(
    '"$LAMBDA_TASK_ROOT"',
    shellWord(path),
    `it keeps the path ${path}, and the function lies elsewhere`,
  );
}

/** Options for Node.js take effect while it starts, whether or not the function reads them. */
function withNodeOptions(variables: readonly VariableRead[]): readonly VariableRead[] {
  return variables.some(([name]) => name === 'NODE_OPTIONS') ? variables : [...variables, ['NODE_OPTIONS', null]];
}

function variableCondition([name, value]: VariableRead): string {
  // An unset variable is told from an empty one by a value that none has.
  if (value === null) return condition(`"\${${name}-}\${${name}+ set}"`, "''", `${name} was not set when it was built`);
  return condition(`"\${${name}- unset}"`, shellWord(value), `${name} had another value when it was built`);
}

function condition(found: string, wanted: string, fault: string): string {
  return unless(`${found} = ${wanted}`, fault);
}

function unless(test: string, fault: string): string {
  return `[ ${test} ] || unfit "${fault}" || return`;
}
