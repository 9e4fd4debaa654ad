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
  return [...split(process.env.NODE_OPTIONS ?? ''), ...process.execArgv].some((option) =>
    names.includes(nameOf(option)),
  );
}

/** As Node.js does it: at spaces, but for those in double quotes, in which a backslash takes the next character as it is. */
function split(options: string): string[] {
  const words = options.match(/(?:"(?:\\.|[^"\\])*"|[^ "])+/gs) ?? [];
  return words.map((word) =>
    word.replaceAll(/"((?:\\.|[^"\\])*)"/gs, (_, quoted: string) => quoted.replaceAll(/\\(.)/gs, '$1')),
  );
}

/** Node.js takes underscores in a name for hyphens. */
function nameOf(option: string): string {
  return option.replace(/=.*/s, '').replaceAll('_', '-');
}
