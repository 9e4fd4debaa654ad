import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { clock } from './format.ts';
import { readLine, unfolded } from './log-line.ts';
import type { NamedLine } from './store.ts';

/** Lines of logs; a click on one with JSON in it unfolds that. */
export function LogLines(props: { lines: readonly NamedLine[]; withFunction: boolean }): JSX.Element {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number): void => {
    // Who selects text does not want it to change.
    if (getSelection()?.isCollapsed === false) return;
    setOpened(new Set(opened.has(id) ? [...opened].filter((each) => each !== id) : [...opened, id]));
  };
  return (
    <ol class="log-lines">
      {props.lines.map((line) => (
        <Line
          key={line.id}
          line={line}
          withFunction={props.withFunction}
          isOpen={opened.has(line.id)}
          onToggle={() => toggle(line.id)}
        />
      ))}
    </ol>
  );
}

interface LineProps {
  readonly line: NamedLine;
  readonly withFunction: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Line({ line: { timeMs, functionName, line }, withFunction, isOpen, onToggle }: LineProps): JSX.Element {
  const { level, text } = readLine(line);
  const json = unfolded(text);
  const body = isOpen && json !== undefined ? json : text;
  return (
    <li class={`level-${level}`}>
      <time>{clock(timeMs)}</time>
      {withFunction && <span class="of">{functionName}</span>}
      <span class="level">{level === 'platform' || level === 'other' ? '' : level}</span>
      {json === undefined ? (
        <span class="text" title={level === 'platform' ? text : undefined}>
          {body}
        </span>
      ) : (
        <button type="button" class="text" aria-expanded={isOpen} onClick={onToggle}>
          {body}
        </button>
      )}
    </li>
  );
}
