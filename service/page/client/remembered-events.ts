/** An event that was sent before. */
export interface RememberedEvent {
  readonly functionName: string;
  readonly event: string;
  readonly atMs: number;
}

const KEY = 'snapboot.events';
const MOST = 30;
const MOST_CHARACTERS = 20_000;

/** The last events of all functions, the newest first. */
export function rememberedEvents(): readonly RememberedEvent[] {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(known) ? known.filter(isRemembered) : [];
  } catch {
    return [];
  }
}

/** Keeps an event; the same one of the same function moves to the front. */
export function rememberEvent(functionName: string, event: string): void {
  if (event.length > MOST_CHARACTERS) return;
  const others = rememberedEvents().filter((each) => each.functionName !== functionName || each.event !== event);
  try {
    localStorage.setItem(KEY, JSON.stringify([{ functionName, event, atMs: Date.now() }, ...others].slice(0, MOST)));
  } catch {
    // A browser that keeps nothing, or has no room left.
  }
}

function isRemembered(each: unknown): each is RememberedEvent {
  const { functionName, event, atMs } = (each ?? {}) as Partial<RememberedEvent>;
  return typeof functionName === 'string' && typeof event === 'string' && typeof atMs === 'number';
}
