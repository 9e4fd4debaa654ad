import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** Everything in a folder by its path: `folder`, the text of a file, or what a link says. */
export function folderContents(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    everythingIn(folder).map(({ path, stats }) => [path, contentOf(join(folder, path), stats)]),
  );
}

/** Permissions of everything in a folder that is no link, by its path, in octal. */
export function folderModes(folder: string): Readonly<Record<string, string>> {
  const others = everythingIn(folder).filter(({ stats }) => !stats.isSymbolicLink());
  return Object.fromEntries(others.map(({ path, stats }) => [path, (stats.mode & 0o7777).toString(8)]));
}

/** The `recursive` of Node.js goes through links. */
function everythingIn(folder: string, within = ''): readonly { readonly path: string; readonly stats: Stats }[] {
  return readdirSync(join(folder, within)).flatMap((name) => {
    const path = join(within, name);
    const stats = lstatSync(join(folder, path));
    return [{ path, stats }, ...(stats.isDirectory() ? everythingIn(folder, path) : [])];
  });
}

function contentOf(path: string, stats: Stats): string {
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'utf8');
}
