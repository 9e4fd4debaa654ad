const STREAMS = [
  { name: 'stdout', fd: 1 },
  { name: 'stderr', fd: 2 },
] as const;

/**
 * Puts something that is no stream in the place of `process.stdout` and `process.stderr`. Node.js itself looks at them,
 * when `assert` is loaded and when a socket is closed, and would make them: of whatever the descriptors are at build.
 * Gives what puts them back.
 */
export function muteStreams(): () => void {
  const undos = STREAMS.map(({ name, fd }) => {
    const before = Reflect.getOwnPropertyDescriptor(process, name) ?? {};
    const stream = { fd, isTTY: undefined, write: () => true };
    Reflect.defineProperty(process, name, { ...before, get: () => stream });
    return () => Reflect.defineProperty(process, name, before);
  });
  return () => {
    for (const undo of undos) undo();
  };
}
