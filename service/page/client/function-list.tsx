import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ALL, BUCKET_MS, type PageBucket, type PageFunction } from '../page-state.ts';
import { EnvironmentStrip } from './environment-strip.tsx';
import { rate } from './format.ts';
import { serviceNow } from './store.ts';
import { useClock } from './use-clock.ts';
import { useStore } from './use-store.ts';

interface Props {
  readonly selected: string | undefined;
  readonly onSelect: (name: string | undefined) => void;
}

/** All functions with what they do at the moment, and a field to search them. */
export function FunctionList({ selected, onSelect }: Props): JSX.Element {
  const { functions } = useStore();
  const [search, setSearch] = useState('');
  useClock(1000);
  const words = search.toLowerCase().split(/\s+/);
  const found = functions.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const names = [undefined, ...found.map(({ name }) => name)];
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && found[0] !== undefined)
      onSelect((found.find(({ name }) => name === selected) ?? found[0]).name);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(Math.max(names.indexOf(selected) + step, 0), names.length - 1);
    onSelect(names[next]);
    if (event.target instanceof HTMLButtonElement)
      document.querySelectorAll<HTMLElement>('.functions button')[next]?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys come from the field and the buttons in it
    <div class="functions" onKeyDown={onKey}>
      <input
        type="search"
        placeholder="Search functions  ( / )"
        aria-label="Search functions"
        value={search}
        onInput={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      <ul>
        <Row name={undefined} isSelected={selected === undefined} onSelect={onSelect} />
        {found.map((each) => (
          <Row key={each.name} name={each.name} of={each} isSelected={each.name === selected} onSelect={onSelect} />
        ))}
      </ul>
      {found.length === 0 && <p class="empty">{functions.length === 0 ? 'No functions yet.' : 'No such function.'}</p>}
    </div>
  );
}

interface RowProps extends Pick<Props, 'onSelect'> {
  readonly name: string | undefined;
  readonly of?: PageFunction;
  readonly isSelected: boolean;
}

function Row({ name, of, isSelected, onSelect }: RowProps): JSX.Element {
  const { buckets } = useStore();
  const { perSecond, errors, throttles } = figuresOf(buckets.get(name ?? ALL) ?? []);
  return (
    <li>
      <button
        type="button"
        class="function"
        aria-pressed={isSelected}
        data-function={name ?? ALL}
        onClick={() => onSelect(name)}
      >
        <span class="name" title={name}>
          {name ?? 'All functions'}
        </span>
        {of?.deployed && (
          <span class="tag" title="deployed through the API">
            deployed
          </span>
        )}
        <span class="figures">
          {rate(perSecond)}
          {errors > 0 && (
            <span class="errors" title="errors in the last 15 minutes">
              {errors} ✕
            </span>
          )}
          {throttles > 0 && (
            <span class="throttles" title="throttles in the last 15 minutes">
              {throttles} ⏸
            </span>
          )}
        </span>
        {name !== undefined && <EnvironmentStrip functionName={name} />}
      </button>
    </li>
  );
}

/** The rate is that of the present ten seconds and of those before. */
function figuresOf(buckets: readonly PageBucket[]): { perSecond: number; errors: number; throttles: number } {
  const now = serviceNow();
  const presentMs = Math.floor(now / BUCKET_MS) * BUCKET_MS;
  const recent = buckets.filter(({ startMs }) => startMs >= presentMs - BUCKET_MS);
  const sum = (list: readonly PageBucket[], key: 'invocations' | 'errors' | 'throttles'): number =>
    list.reduce((total, bucket) => total + bucket[key], 0);
  const seconds = (now - presentMs + BUCKET_MS) / 1000;
  const perSecond = Math.max(0, sum(recent, 'invocations') / seconds);
  return { perSecond, errors: sum(buckets, 'errors'), throttles: sum(buckets, 'throttles') };
}
