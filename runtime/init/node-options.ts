/** What is loaded ahead of the runtime may hook into how modules are loaded. */
const PRELOADS = ['-r', '--require', '--import', '--loader', '--experimental-loader'];

/** Whether Node.js was told to load a tool ahead of the runtime. */
export function hasTool(): boolean {
  return hasNodeOption(...PRELOADS);
}

/**
 * Whether Node.js was started with one of these options, with a value or without: in NODE_OPTIONS, or on its command
 * line, to which a wrapper may have added some.
 */
export function hasNodeOption(...names: readonly string[]): boolean {
  // Split as Node.js does it: at spaces, but for those in double quotes, in which a backslash may stand before a quote.
  const words = process.env.NODE_OPTIONS?.match(/(?:"(?:\\.|[^"\\])*"|[^ "])+/gs) ?? [];
  return [...words, ...process.execArgv].some((option) => names.includes(nameOf(option)));
}

/** Node.js takes underscores in a name for hyphens. */
function nameOf(option: string): string {
  const [name = ''] = option.split('=', 1);
  return name.replaceAll('"', '').replaceAll('_', '-');
}
