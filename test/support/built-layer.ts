import { join } from 'node:path';
import { inject } from 'vitest';
import type { Architecture } from '../../layer/build-plan.ts';

/** Where the layer under test comes from: a build by its command line, or a folder that holds a built one. */
export type LayerSource = { readonly build: readonly string[] } | { readonly folder: string };

/** The layer under test, as the set-up of all tests tells it to each of them; paths are absolute. */
export interface LayerUnderTest {
  /** What tests start; where its programs are emulated, a tree that stands in for it. */
  readonly folder: string;
  /** Its Node.js as `process.execPath` names it. */
  readonly node: string;
  readonly architecture: Architecture;
  /** Of its Node.js, such as `24.21.0`. */
  readonly nodeVersion: string;
  /** The same layer, started by the script of the shell. */
  readonly shellFolder: string;
  /** How many times longer its programs may take than those of this machine's own processor. */
  readonly patience: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    layerSource: LayerSource;
    layer: LayerUnderTest;
  }
}

/** That of the layer under test. */
export const ARCHITECTURE: Architecture = inject('layer').architecture;

/** The folder with the layer under test; `SNAPBOOT_TEST_LAYER` names another one than the build makes. */
export function builtLayer(): string {
  return inject('layer').folder;
}

/** The folder with the same layer, but for its bootstrap: the script of the shell. */
export function shellLayer(): string {
  return inject('layer').shellFolder;
}

/** The version of the layer's Node.js. */
export function builtVersion(): string {
  return inject('layer').nodeVersion;
}

/** The program that Lambda would start. */
export function builtBootstrap(): string {
  return join(builtLayer(), 'bootstrap');
}

/** The Node.js of the layer as a function finds it in `process.execPath`. */
export function builtNode(): string {
  return inject('layer').node;
}

/** A limit in milliseconds, longer where the layer is emulated. */
export function patient(limitMs: number): number {
  return limitMs * inject('layer').patience;
}
