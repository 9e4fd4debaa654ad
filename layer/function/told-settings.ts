import { RESERVED_VARIABLES } from '../../service/environments/environment-variables.ts';
import type { FunctionConfig } from '../../service/functions/function-config.ts';

/**
 * The settings of a function whose build was told what Lambda sets: its name or region, say. Where that is in what was
 * taken of it, it must be found again.
 *
 * @param variables those of the build
 */
export function toldSettings(variables: Readonly<Record<string, string>>): Pick<FunctionConfig, 'told'> {
  return { told: Object.fromEntries(Object.entries(variables).filter(([name]) => RESERVED_VARIABLES.has(name))) };
}
