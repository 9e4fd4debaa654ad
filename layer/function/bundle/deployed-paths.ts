import { sep } from 'node:path';

/** What lies elsewhere belongs to this machine: the user's settings, temporary files. */
export function isDeployed(path: string, root: string): boolean {
  return path.startsWith(`${root}${sep}`) || packageOf(path) !== undefined;
}

/** `@img/sharp-linux-x64` of `…/node_modules/@img/sharp-linux-x64/lib/sharp.node`. */
export function packageOf(path: string): string | undefined {
  return /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}
