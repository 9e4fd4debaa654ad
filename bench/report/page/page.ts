import type { Chart } from '../charts/chart.ts';
import { drawDistribution } from './distribution.ts';
import { drawScatter } from './scatter.ts';
import { drawWaterfall } from './waterfall.ts';

for (const place of document.querySelectorAll<HTMLElement>('.chart')) {
  const chart = JSON.parse(place.querySelector('script')?.textContent ?? '') as Chart;
  let drawnWidth = 0;
  // Calls back once at the beginning, too. A drawing changes the height alone.
  new ResizeObserver(() => {
    const width = place.clientWidth;
    if (width === drawnWidth || width === 0) return;
    drawnWidth = width;
    place.replaceChildren(draw(chart, width));
  }).observe(place);
}

function draw(chart: Chart, width: number): Element {
  switch (chart.kind) {
    case 'waterfall':
      return drawWaterfall(chart, width);
    case 'scatter':
      return drawScatter(chart, width);
    case 'strip':
    case 'cumulative':
      return drawDistribution(chart, width);
  }
}
