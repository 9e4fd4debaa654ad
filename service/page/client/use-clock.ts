import { useEffect, useState } from 'preact/hooks';

/** Draws the component again from time to time, since it shows what passes by itself. */
export function useClock(everyMs: number): void {
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((count) => count + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
