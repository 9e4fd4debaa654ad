import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const UNIX_SOCKETS = '/proc/net/unix';

/**
 * The files in a folder that other processes have open, and the sockets at which they listen; by their paths, as far as
 * this process may know them.
 */
export function heldByOthers(folder: string): string[] {
  const own = new Set(openBy('self'));
  const others = names('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const sockets = boundSockets().filter(({ inode }) => !own.has(`socket:[${inode}]`));
  const held = [...others.flatMap(openBy), ...sockets.map(({ path }) => path)];
  return held.filter((path) => path.startsWith(`${folder}/`));
}

function openBy(process: string): string[] {
  const folder = `/proc/${process}/fd`;
  return names(folder).map((descriptor) => orElse(() => readlinkSync(`${folder}/${descriptor}`), ''));
}

/** A socket is open under another name than that of its file. */
function boundSockets(): { readonly inode: string | undefined; readonly path: string }[] {
  const [, ...lines] = orElse(() => readFileSync(UNIX_SOCKETS, 'utf8'), '').split('\n');
  return lines.map((line) => {
    // Address, references, protocol, flags, type, state, inode, path.
    const [, , , , , , inode, ...path] = line.split(/ +/);
    return { inode, path: path.join(' ') };
  });
}

function names(folder: string): string[] {
  return orElse(() => readdirSync(folder), []);
}

/** Processes end meanwhile, and those of other users keep theirs to themselves. */
function orElse<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}
