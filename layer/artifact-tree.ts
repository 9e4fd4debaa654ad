import { chmod, copyFile, link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryName } from './temporary-name.ts';

/** What a file holds, or the path of a file that holds it. */
export type ArtifactContent = { readonly data: string | Uint8Array } | { readonly file: string };

/** One file of the layer. */
export interface Artifact {
  /** Where it lands, relative to `/opt`. */
  readonly path: string;
  readonly mode: number;
  readonly content: ArtifactContent;
}

/** The files of a layer, from what the steps of the build have made. */
export function artifactTree(parts: {
  readonly bootstrap: string | Uint8Array;
  readonly runtime: string;
  /** What the runtime loads when the first stack of a built function is asked for. */
  readonly stacks: string;
  readonly nodeBinary: string;
  /** Only where Node.js needs it. */
  readonly libatomic?: string | undefined;
  /** Only where one could be taken. */
  readonly image?: string | undefined;
}): readonly Artifact[] {
  const { libatomic, image } = parts;
  return [
    { path: 'bootstrap', mode: 0o755, content: { data: parts.bootstrap } },
    { path: 'snapboot/runtime.cjs', mode: 0o644, content: { data: parts.runtime } },
    { path: 'snapboot/stacks.cjs', mode: 0o644, content: { data: parts.stacks } },
    { path: 'bin/node', mode: 0o755, content: { file: parts.nodeBinary } },
    // In /opt/lib, where the loader looks in Lambda.
    ...(libatomic === undefined ? [] : [{ path: 'lib/libatomic.so.1', mode: 0o644, content: { file: libatomic } }]),
    ...(image === undefined ? [] : [{ path: 'snapboot/image', mode: 0o644, content: { file: image } }]),
  ];
}

/**
 * Makes `folder` hold exactly these files. What is right already stays untouched. A file appears whole or not at all,
 * so that a build does no harm to another one, nor to a function that runs meanwhile.
 */
export async function writeArtifactTree(folder: string, artifacts: readonly Artifact[]): Promise<void> {
  for (const artifact of artifacts) await writeArtifact(folder, artifact);
  await removeOthers(folder, artifacts);
}

async function writeArtifact(folder: string, { path, mode, content }: Artifact): Promise<void> {
  const target = join(folder, path);
  if ('data' in content ? await holdsData(target, content.data, mode) : await holdsFile(target, content.file)) return;
  await mkdir(dirname(target), { recursive: true });
  // Beside the folder: inside, another build would take it for a left-over.
  const temporary = temporaryName(folder);
  try {
    if ('data' in content) await writeFile(temporary, content.data);
    else await linkOrCopy(content.file, temporary, mode);
    await chmod(temporary, mode);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function holdsData(target: string, data: string | Uint8Array, mode: number): Promise<boolean> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined || (found.mode & 0o777) !== mode) return false;
  return (await readFile(target)).equals(Buffer.from(data));
}

async function holdsFile(target: string, file: string): Promise<boolean> {
  const [found, wanted] = await Promise.all([stat(target).catch(() => undefined), stat(file)]);
  if (found === undefined) return false;
  const linked = found.ino === wanted.ino && found.dev === wanted.dev;
  // A copy has the time of its original to the millisecond, rounded.
  return linked || (found.size === wanted.size && Math.abs(found.mtimeMs - wanted.mtimeMs) < 1);
}

async function linkOrCopy(file: string, target: string, mode: number): Promise<void> {
  const { mode: found, atime, mtime } = await stat(file);
  // A link shares its mode with the file it was made from, which may not be ours to change.
  if ((found & 0o777) === mode && (await tryLink(file, target))) return;
  await copyFile(file, target);
  await utimes(target, atime, mtime);
}

function tryLink(file: string, target: string): Promise<boolean> {
  return link(file, target).then(
    () => true,
    () => false,
  );
}

async function removeOthers(folder: string, artifacts: readonly Artifact[]): Promise<void> {
  const wanted = new Set(artifacts.map(({ path }) => join(folder, path)));
  const folders = new Set(artifacts.flatMap(({ path }) => foldersAbove(path)).map((path) => join(folder, path)));
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!wanted.has(path) && !folders.has(path)) await rm(path, { recursive: true, force: true });
  }
}

/** `a/b` and `a` of `a/b/c`. */
function foldersAbove(path: string): readonly string[] {
  const above = dirname(path);
  return above === '.' ? [] : [above, ...foldersAbove(above)];
}
