import { isUtf8 } from 'node:buffer';
import type { Entry, ZipFile } from 'yauzl';
import { type ArchiveEntry, readDirectory } from './archive-directory.ts';
import { unsafeEntry } from './archive-error.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { ArchiveTree, type LinkNode } from './archive-tree.ts';
import { wholeContent } from './entry-content.ts';
import { isExecutableEntry } from './entry-kind.ts';
import type { EntryName } from './entry-name.ts';
import { LinkTargets } from './link-targets.ts';

/** What is to be written, by paths with `/` in the folder around it. */
export interface ArchivePlan {
  /** To read the contents of the files from. */
  readonly archive: ZipFile;
  /** Each after the one it is in. */
  readonly folders: readonly string[];
  readonly files: readonly PlannedFile[];
  /** None leads out, alone or through others. */
  readonly links: readonly PlannedLink[];
  /** Bytes of everything together. */
  readonly unzippedBytes: number;
}

export interface PlannedFile {
  readonly path: string;
  readonly isExecutable: boolean;
  readonly source: Entry;
}

export interface PlannedLink {
  readonly path: string;
  readonly target: string;
}

/**
 * Tells what unpacking a zip comes to, having read all of it but the contents of its files.
 *
 * @throws ServiceError when it is broken, unsafe or too large by what it says
 */
export async function planArchive(zip: Buffer, limits: ArchiveLimits): Promise<ArchivePlan> {
  const { archive, entries, unzippedBytes } = await readDirectory(zip, limits);
  const tree = new ArchiveTree(limits.maxEntries);
  for (const { name } of ofKind(entries, 'folder')) tree.addFolder(name);
  for (const { name } of ofKind(entries, 'file')) tree.addFile(name);
  const links = await addLinks(archive, ofKind(entries, 'link'), tree);
  return { archive, folders: tree.folders, files: ofKind(entries, 'file').map(plannedFile), links, unzippedBytes };
}

function ofKind(entries: readonly ArchiveEntry[], kind: ArchiveEntry['kind']): readonly ArchiveEntry[] {
  return entries.filter((entry) => entry.kind === kind);
}

async function addLinks(
  archive: ZipFile,
  entries: readonly ArchiveEntry[],
  tree: ArchiveTree,
): Promise<readonly PlannedLink[]> {
  const added: { name: EntryName; node: LinkNode }[] = [];
  for (const { name, source } of entries) {
    added.push({ name, node: tree.addLink(name, await linkTarget(archive, name, source)) });
  }
  // Only now it is known what links may lead through.
  const targets = new LinkTargets();
  return added.map(({ name, node }) => {
    const fault = targets.faultOf(node);
    if (fault !== undefined) throw unsafeEntry(name.text, fault);
    return { path: name.path.join('/'), target: node.target };
  });
}

async function linkTarget(archive: ZipFile, name: EntryName, source: Entry): Promise<string> {
  const bytes = await wholeContent(archive, source);
  if (bytes.length === 0 || bytes.includes(0) || !isUtf8(bytes)) throw unsafeEntry(name.text, 'is a link to no path');
  return bytes.toString();
}

function plannedFile({ name, source }: ArchiveEntry): PlannedFile {
  return { path: name.path.join('/'), isExecutable: isExecutableEntry(source), source };
}
