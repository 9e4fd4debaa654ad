import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LEVELS, readLine } from './log-line.ts';
import { LogLines } from './log-lines.tsx';
import { linesOf, type NamedLine } from './store.ts';
import { useStore } from './use-store.ts';

const SHOWN = 500;
const NEAR_THE_END_PX = 24;

/** The logs as they come. Scrolling up pauses them, the end follows them again. */
export function LogsPane({ functionName }: { functionName: string | undefined }): JSX.Element {
  useStore();
  const [filter, setFilter] = useState('');
  const [least, setLeast] = useState('');
  const [paused, setPaused] = useState<readonly NamedLine[]>();
  const scroller = useRef<HTMLDivElement>(null);
  const lines = linesOf(functionName);
  const found = (paused ?? lines).filter(matches(filter, least)).slice(-SHOWN);
  const waiting = paused === undefined ? 0 : lines.filter(({ id }) => id > (paused.at(-1)?.id ?? 0)).length;
  useLayoutEffect(() => {
    if (paused === undefined) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  });
  const onScroll = (): void => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = scroller.current ?? {};
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
    if (!isAtEnd && paused === undefined) setPaused(lines);
  };
  return (
    <section class="pane logs" aria-label="Logs">
      <div class="tools">
        <input
          type="text"
          class="filter"
          placeholder="Filter lines"
          aria-label="Filter lines"
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
        <select aria-label="Least level" value={least} onChange={({ currentTarget }) => setLeast(currentTarget.value)}>
          <option value="">all lines</option>
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {level} and above
            </option>
          ))}
        </select>
        <button type="button" class="plain" onClick={() => setPaused(paused === undefined ? lines : undefined)}>
          {paused === undefined ? 'Pause' : `Follow${waiting > 0 ? ` (${waiting} new)` : ''}`}
        </button>
      </div>
      <div class="scroller" ref={scroller} onScroll={onScroll}>
        <LogLines lines={found} withFunction={functionName === undefined} />
        {found.length === 0 && <p class="empty">{lines.length === 0 ? 'Nothing logged yet.' : 'No such line.'}</p>}
      </div>
    </section>
  );
}

function matches(filter: string, least: string): (line: NamedLine) => boolean {
  const words = filter.toLowerCase().split(/\s+/);
  const leastIndex = LEVELS.indexOf(least);
  return ({ line }) => {
    if (leastIndex >= 0 && LEVELS.indexOf(readLine(line).level) < leastIndex) return false;
    const text = line.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
