const SILENT_MS = 2000;
const TICK_MS = 1000;
// Where nobody watches, a line every second would only fill a log.
const UNWATCHED_TICK_MS = 10_000;

/** Says in one line on stderr what is being done or what the reader should know. */
export function say(text: string): void {
  process.stderr.write(`layer: ${text}\n`);
}

/** Waits for `work`; when that takes more than two seconds, shows what goes on and the seconds that have passed. */
export async function withElapsedTime<T>(what: string, work: Promise<T>): Promise<T> {
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 1000);
  const slow = (): boolean => performance.now() - started > SILENT_MS;
  const watched = process.stderr.isTTY;
  const show = (text: string, end: string): boolean =>
    slow() && process.stderr.write(`${watched ? '\r' : ''}layer: ${what} ${text}${end}`);
  const timer = setInterval(() => show(`… ${seconds()} s`, watched ? '' : '\n'), watched ? TICK_MS : UNWATCHED_TICK_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    show(`took ${seconds()} s`, '\n');
  }
}
