import { expect, test } from 'vitest';
import { imageLayer } from '../../support/image-layer.ts';
import { startImage } from '../../support/image-start.ts';

const TELL = `
  const { performance } = require('node:perf_hooks');
  const tell = () => {
    const { idle, active, utilization } = performance.eventLoopUtilization();
    const now = performance.now();
    return { idle, active, utilization, now, turns: performance.nodeTiming.uvMetricsInfo.loopCount, uptime: process.uptime() };
  };
  const loading = tell();
  exports.handler = async () => {
    const called = tell();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return [loading, called, tell()];
  };`;

type Told = Readonly<Record<'idle' | 'active' | 'utilization' | 'now' | 'turns' | 'uptime', number>>;

test('the event loop counts from the moment at which the process was brought back', async (context) => {
  await using layer = await imageLayer(context);
  const { answers, stderr } = await startImage(layer, { text: TELL });
  expect(stderr).toBe('');
  for (const told of (answers as Told[][]).flat()) {
    expect(told.idle).toBeGreaterThanOrEqual(0);
    expect(told.active).toBeGreaterThan(0);
    expect(told.utilization).toBeGreaterThan(0);
    expect(told.utilization).toBeLessThanOrEqual(1);
    expect(told.idle + told.active).toBeLessThanOrEqual(told.now);
    expect(told.now / 1000).toBeLessThanOrEqual(told.uptime);
    // The build's had made hundreds.
    expect(told.turns).toBeLessThan(100);
  }
  const [loading, , waited] = (answers as Told[][]).flat();
  expect((waited?.idle ?? 0) - (loading?.idle ?? 0)).toBeGreaterThan(50);
});
