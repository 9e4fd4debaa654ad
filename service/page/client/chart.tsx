import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clock } from './format.ts';

/** A line of a chart, in a colour of the style sheet. */
export interface ChartLine {
  readonly label: string;
  readonly color: string;
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly title: string;
  readonly unit: string;
  /** For what is counted. */
  readonly asBars?: boolean;
  /** In seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
}

const HEIGHT_PX = 170;
const SYNC = 'metrics';
const DARK = matchMedia('(prefers-color-scheme: dark)');

/** A chart over time; the cursor goes through all of them together. */
export function Chart({ title, unit, asBars = false, times, lines }: Props): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const data = [times, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(element.clientWidth, { unit, asBars, lines }), data, element);
    };
    draw();
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    sizes.observe(element);
    DARK.addEventListener('change', draw);
    return () => {
      sizes.disconnect();
      DARK.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => {
    plot.current?.setData(data);
    // The legend shows the present, unless someone points at the past.
    if ((plot.current?.cursor.left ?? -1) < 0) plot.current?.setLegend({ idx: times.length - 1 });
  });
  const latest = lines.map(({ label, values }) => `${label} ${values.findLast((value) => value !== null) ?? 0}`);
  const points = lines.flatMap(({ values }) => values.filter((value) => value !== null && value > 0)).length;
  return (
    <figure class="chart" data-points={points}>
      <figcaption>{title}</figcaption>
      <div ref={place} role="img" aria-label={`${title}: ${latest.join(', ')}`} />
    </figure>
  );
}

function optionsOf(width: number, { unit, asBars, lines }: Omit<Props, 'title' | 'times'>): uPlot.Options {
  const bars = asBars ? { paths: uPlot.paths.bars?.({ size: [0.8, 24] }) as uPlot.Series.PathBuilder } : {};
  const axis = { stroke: color('--quiet'), grid: { stroke: color('--rule'), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT_PX,
    // The last label of the time is as wide to the right of its line.
    padding: [null, 28, null, null],
    cursor: { sync: { key: SYNC }, y: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      { ...axis, space: 60, size: 28, values: (_, ticks) => ticks.map((tick) => clock(tick * 1000).slice(0, 8)) },
      { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => `${shortNumber(tick)}${unit}`) },
    ],
    series: [
      { label: 'at', value: (_, time) => (time === null ? '' : clock(time * 1000).slice(0, 8)) },
      ...lines.map(({ label, color: name }) => ({
        label,
        stroke: color(name),
        fill: `${color(name)}${asBars ? '99' : '22'}`,
        ...bars,
        width: 1.5,
        points: { show: !asBars, size: 4 },
        spanGaps: true,
        value: (_: uPlot, value: number | null) => (value === null ? '' : `${shortNumber(value)}${unit}`),
      })),
    ],
  };
}

/** A canvas knows no variables. */
function color(name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const [red = 0, green = 0, blue = 0] =
    getComputedStyle(probe)
      .color.match(/[\d.]+/g)
      ?.map(Number) ?? [];
  probe.remove();
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function shortNumber(value: number): string {
  if (value >= 1000) return `${Number((value / 1000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}
