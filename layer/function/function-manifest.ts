import type { Architecture } from '../build-plan.ts';

/** How a built function starts. */
export type BootMode = 'plain' | 'compiled' | ImageMode;

/** From a process image: of a process that has loaded the function, or has answered the sample events as well. */
export type ImageMode = 'image' | 'image primed';

/** What is measured: what is not built may start with a compile cache, or from the layer's image. */
export type TrialMode = BootMode | 'cached' | 'layer image';

/** What a build says of itself, under `built` in the function's snapboot.json. */
export interface FunctionManifest {
  /** Counts up whenever a reader of the older shape would misunderstand the newer one. */
  readonly format: 1;
  readonly mode: BootMode;
  /** Version of snapboot. */
  readonly snapboot: string;
  /** Exact version of Node.js that the function was run on, such as `24.21.0`. */
  readonly node: string;
  readonly v8?: string;
  /** `v8.cachedDataVersionTag()`, which depends on V8's version, flags and the processor. */
  readonly v8Tag?: number;
  readonly architecture: Architecture;
  /** Built-in modules that are loaded in init, since the sample events need them. */
  readonly builtins: readonly string[];
  /** Globals of Node.js that are loaded in init, since the sample events need them. */
  readonly globals: readonly string[];
  /** Names of the sample events. */
  readonly events: readonly string[];
  /** Init and first invocation, medians in milliseconds; empty where it was not measured. */
  readonly figures: readonly ModeFigures[];
  /** In an image: SHA-256 of the variables that loading has read; null for those that were not set. */
  readonly variables?: Readonly<Record<string, string | null>>;
  /** In an image: the only folder that the function may lie in; any, where left out. */
  readonly taskRoot?: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** What a start in one mode has taken, with one size of memory. */
export interface ModeFigures {
  readonly mode: TrialMode;
  readonly memoryMb: number;
  readonly starts: number;
  readonly initMs: number;
  readonly firstInvocationMs: number;
}

/** The file of the manifest. `snapboot serve` finds the function by it. */
export const MANIFEST_FILE = 'snapboot.json';

/** The text of snapboot.json of a built function. */
export function manifestText(name: string, handler: string, built: FunctionManifest): string {
  return `${JSON.stringify({ functions: [{ name, handler }], built }, null, 2)}\n`;
}
