import { refuse } from './findings.ts';
import { guard } from './guard.ts';

// As they are called in `fs`; most have a form that ends in Sync, and one in `fs.promises`.
const WRITING = [
  'appendFile',
  'chmod',
  'copyFile',
  'cp',
  'createWriteStream',
  'link',
  'mkdir',
  'mkdtemp',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
];

/** Refuses what changes files: it would be done on the build machine, and nowhere else. */
export function watchWrittenFiles(module: object, name: string): void {
  for (const key of WRITING.flatMap((each) => [each, `${each}Sync`])) {
    guard(module, key, () => refuse(`calls ${name}.${key}()`));
  }
  for (const key of ['open', 'openSync']) {
    guard(module, key, (go, [, flags]) => {
      if (typeof flags === 'string' && flags !== 'r') refuse(`opens a file to write, with ${name}.${key}()`);
      return go();
    });
  }
}
