import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, runOrThrow } from './cached-folder.ts';
import { ImageStore } from './image-store.ts';
import { repository } from './run-snapboot.ts';

const RELEASE = 'bookworm';
// Neither the runtime nor a shell looks into these; without them copies of the image take a third of the time.
const LEFT_OUT = ['proc', 'debootstrap', 'usr/share', 'var/cache', 'var/lib/apt', 'var/lib/dpkg'];

/** The name of the base image in the store. */
export const BASE = 'localhost/stand-in-for-provided';

/**
 * Makes a store of images with one that stands for AWS's base, which is not to be had everywhere: a minimal Debian with
 * the same entry point, variables and working directory. Debian is fetched once, and kept among the caches of
 * node_modules.
 *
 * @returns the store, or why there can be none on this machine
 */
export async function imageStoreWithBase(): Promise<ImageStore | { readonly notice: string }> {
  if (process.getuid?.() !== 0) return { notice: 'only root may build images without an engine' };
  try {
    await runOrThrow('buildah', ['version']);
    const context = await baseContext();
    const store = await ImageStore.create();
    await store.buildah('build', '--tag', BASE, context);
    return store;
  } catch (error) {
    return { notice: `no base image can be made here: ${(error as Error).message}` };
  }
}

async function baseContext(): Promise<string> {
  const context = await cachedFolder(`snapboot-image-base-${RELEASE}`, async (folder) => {
    const root = join(folder, 'root');
    // Unpacked but not configured, which would take four times as long: libraries and a shell work as they are.
    await runOrThrow('debootstrap', ['--variant=minbase', '--foreign', RELEASE, root]);
    const excluded = LEFT_OUT.map((path) => `--exclude=./${path}`);
    await runOrThrow('tar', ['-C', root, ...excluded, '-cf', join(folder, 'root.tar'), '.']);
    await rm(root, { recursive: true });
  });
  await cp(`${repository}test/fixtures/images/base`, context, { recursive: true });
  return context;
}
