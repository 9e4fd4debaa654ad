import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { nearestSettings } from './decorated-sources.ts';

/** How TypeScript's settings of a project are given to esbuild; gone with the build. */
export interface ProjectSettings extends AsyncDisposable {
  readonly options: Pick<BuildOptions, 'tsconfig' | 'tsconfigRaw'>;
}

// esbuild would make files of JavaScript strict that are not: what the type checker is told is not told to Node.js.
const NOT_STRICT = { strict: false, alwaysStrict: false };

/** The settings of the project of a handler: paths, decorators, JSX. */
export async function projectSettings(entry: string): Promise<ProjectSettings> {
  const settings = nearestSettings(dirname(entry));
  if (settings === undefined) return { options: { tsconfigRaw: '{}' }, async [Symbol.asyncDispose]() {} };
  const folder = await mkdtemp(join(tmpdir(), 'snapboot-settings-'));
  const tsconfig = join(folder, 'tsconfig.json');
  await writeFile(tsconfig, JSON.stringify({ extends: settings, compilerOptions: NOT_STRICT }));
  return {
    options: { tsconfig },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}
