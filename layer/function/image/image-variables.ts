import { majorVersion } from '../../build-plan.ts';
import { INSIDE } from '../../process-image/image-ground.ts';
import { type VariableRules, variableRules, variablesOfBuild } from './build-variables.ts';

/** What an image is taken with. */
export interface ImageVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** What loading may read of them. */
  readonly rules: VariableRules;
}

/**
 * The variables that a function finds while it is loaded into an image: those of the build without secrets, and what is
 * known of Lambda, since the function lies where it does there.
 */
export function imageVariables(
  given: Readonly<Record<string, string>>,
  nodeVersion: string,
  handler: string,
): ImageVariables {
  const known = {
    LAMBDA_TASK_ROOT: INSIDE.taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    NODE_PATH: nodePath(majorVersion(nodeVersion), given),
    _HANDLER: handler,
  };
  const variables = { ...variablesOfBuild(given, nodeVersion), ...known };
  return { variables, rules: variableRules({ ...given, ...known }) };
}

/** As the bootstrap sets it. */
function nodePath(major: string, { NODE_PATH: own }: Readonly<Record<string, string>>): string {
  const folders = [`/opt/nodejs/node${major}/node_modules`, '/opt/nodejs/node_modules', '/var/runtime/node_modules'];
  return [...(own ? [own] : []), ...folders, '/var/runtime', INSIDE.taskRoot].join(':');
}
