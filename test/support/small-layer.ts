import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { bootstrapOf } from '../../layer/bootstrap-of.ts';
import { type BootstrapKind, readBuildPlan } from '../../layer/build-plan.ts';
import type { HotPages } from '../../layer/hot-pages/hot-pages.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** A layer whose Node.js is a script: it tells what it was started with. */
export interface SmallLayer extends TemporaryFolder {
  /** Absolute path of its bootstrap. */
  readonly bootstrap: string;
}

/** The version that the layer says that it is of. */
export const SMALL_VERSION = '24.1.2';

// Its arguments, one a line; then its variables, each ended by a zero byte.
const TELLS = '#!/bin/sh\nprintf "%s\\n" "$@"\n/bin/cat /proc/$$/environ\n';

/**
 * A layer with a bootstrap of that kind; skips the test where that cannot be made here.
 *
 * @param files others of the layer, or another `bin/node`
 */
export async function smallLayer(
  kind: BootstrapKind,
  context: TestContext,
  files: Readonly<Record<string, string>> = {},
  hotPages: HotPages = { files: [], ranges: [] },
): Promise<SmallLayer> {
  if (process.platform !== 'linux') return context.skip('layers are made of Linux programs');
  const plan = { ...readBuildPlan(['--bootstrap', kind]), nodeVersion: SMALL_VERSION };
  const { content, slower } = await bootstrapOf(plan, async () => hotPages);
  if (slower !== undefined) return context.skip(slower);
  const folder = await temporaryFolder({ 'bin/node': TELLS, 'snapboot/runtime.cjs': '', ...files });
  const bootstrap = join(folder.path, 'bootstrap');
  await writeFile(bootstrap, content, { mode: 0o755 });
  return { ...folder, bootstrap };
}
