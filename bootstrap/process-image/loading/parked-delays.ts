import perfHooks from 'node:perf_hooks';
import { guard } from './guard.ts';

type Park = () => () => void;
type DelayHistogram = ReturnType<typeof perfHooks.monitorEventLoopDelay>;

/**
 * Follows who measures the delays of the event loop, by native timers of his own. Gives what stops that, which gives what
 * begins it anew: the time asleep is no delay.
 */
export function followDelays(): Park {
  const histograms: DelayHistogram[] = [];
  guard(perfHooks, 'monitorEventLoopDelay', (go) => {
    const histogram = go() as DelayHistogram;
    histograms.push(histogram);
    return histogram;
  });
  return () => {
    const running = histograms.filter((histogram) => histogram.disable());
    return () => {
      for (const histogram of running) histogram.enable();
    };
  };
}
