import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder of this user in which services keep what may outlive them, and what they share. Made when needed, and
 * nobody else may look into it.
 *
 * @param parts subfolder in there, made as well
 * @throws Error where somebody else has made that folder
 */
export function stateFolder(...parts: readonly string[]): string {
  const root = join(tmpdir(), `snapboot-${process.getuid?.() ?? 'user'}`);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  checkOwner(root);
  const folder = join(root, ...parts);
  if (parts.length > 0) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Anybody may make a folder of this name among the temporary ones. */
function checkOwner(folder: string): void {
  const { mode, uid } = lstatSync(folder);
  const isFolder = (mode & 0o170000) === 0o040000;
  const isOwn = process.getuid === undefined || uid === process.getuid();
  if (isFolder && isOwn && (mode & 0o077) === 0) return;
  throw new Error(`${folder}: not a folder of this user alone; remove it, or set TMPDIR`);
}
