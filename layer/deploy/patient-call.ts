/** How a call is made again. */
export interface Patience {
  /** Whether it may go well next time. */
  readonly passes: (error: unknown) => boolean;
  /** Told once, with the first error. */
  readonly onWait: (error: unknown, seconds: number) => void;
  /** How long to wait before each further attempt, in milliseconds; about a minute in all where left out. */
  readonly delaysMs?: readonly number[] | undefined;
}

const DELAYS_MS: readonly number[] = [1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000, 8000, 8000];

/** Makes a call, and again while it fails for a reason that passes. Rejects with the last error. */
export async function patientCall<T>(call: () => Promise<T>, patience: Patience): Promise<T> {
  const { passes, onWait, delaysMs = DELAYS_MS } = patience;
  for (const [index, delayMs] of delaysMs.entries()) {
    try {
      return await call();
    } catch (error) {
      if (!passes(error)) throw error;
      if (index === 0) onWait(error, Math.ceil(delaysMs.reduce((sum, each) => sum + each, 0) / 1000));
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
  return await call();
}
