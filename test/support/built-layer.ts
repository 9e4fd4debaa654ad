import { join, resolve } from 'node:path';
import { readBuildPlan } from '../../layer/build-plan.ts';

/** The folder with the layer under test; `SNAPBOOT_TEST_LAYER` names another one than the build makes. */
export function builtLayer(): string {
  return resolve(process.env.SNAPBOOT_TEST_LAYER || readBuildPlan([]).outputFolder);
}

/** The program that Lambda would start. */
export function builtBootstrap(): string {
  return join(builtLayer(), 'bootstrap');
}
