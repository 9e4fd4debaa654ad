import { BuildError } from '../build-error.ts';
import { MOST_USED_CLIENTS } from './most-used-clients.ts';
import { pinnedSdk } from './sdk-lock.ts';

/** Which packages of the SDK a layer holds. */
export interface SdkChoice {
  /** In the user's words: `all`, `common`, or names. */
  readonly text: string;
  /** Sorted, each once. */
  readonly names: readonly string[];
}

/** What `--sdk` without a value means. */
export const DEFAULT_SDK_CHOICE = 'all';

/**
 * Reads the value of `--sdk`.
 *
 * @throws BuildError for a package that is not pinned
 */
export function readSdkChoice(text: string): SdkChoice {
  const pinned = Object.keys(pinnedSdk().wanted);
  if (text === 'all') return { text, names: pinned.toSorted() };
  if (text === 'common') return { text, names: commonNames(pinned) };
  const names = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '').toSorted();
  const unknown = names.find((name) => !pinned.includes(name));
  if (names.length > 0 && unknown === undefined) return { text: names.join(','), names };
  throw new BuildError(
    `--sdk ${unknown ?? text}: it is all, common, or names of packages as layer/sdk/packages/package.json has them`,
  );
}

/**
 * A command line in which each `--sdk` has a value, since node:util's parseArgs knows no option that may go without.
 *
 * @param args the command line
 */
export function withSdkChoice(args: readonly string[]): readonly string[] {
  return args.map((arg, index) => {
    const next = args[index + 1];
    const alone = arg === '--sdk' && (next === undefined || next.startsWith('-'));
    return alone ? `--sdk=${DEFAULT_SDK_CHOICE}` : arg;
  });
}

/** The clients that are used most, and all that is no client: signers, presigners, the document client and such. */
function commonNames(pinned: readonly string[]): readonly string[] {
  const mostUsed = new Set(MOST_USED_CLIENTS.map(([name]) => name));
  return pinned.filter((name) => mostUsed.has(name) || !name.startsWith('@aws-sdk/client-')).toSorted();
}
