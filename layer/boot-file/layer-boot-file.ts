import type { HotPages } from '../hot-pages/hot-pages.ts';
import { bootFile, textRecord } from './boot-file.ts';
import { hotPageRecords } from './hot-page-records.ts';

/** What the launcher of a layer has in itself. */
export interface LayerFacts {
  /** Exact, such as `24.21.0`. */
  readonly nodeVersion: string;
  /** As `runtimeBuild` gives it; without one, no image fits that asks for its runtime. */
  readonly runtimeBuild?: string;
  /** None where nothing could be recorded: the launcher then reads nothing ahead. */
  readonly hotPages?: HotPages | undefined;
}

/** The bytes for the section that `fillLauncher` fills. */
export function layerBootFile({ nodeVersion, runtimeBuild, hotPages }: LayerFacts): Buffer {
  const pages = hotPages === undefined ? [] : hotPageRecords(hotPages);
  const build = runtimeBuild === undefined ? [] : [textRecord('RUNTIME_BUILD', runtimeBuild)];
  return bootFile([textRecord('NODE_VERSION', nodeVersion), ...build, ...pages]);
}
