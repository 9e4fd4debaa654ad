import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ConfigurationPane } from './configuration-pane.tsx';
import { FunctionList } from './function-list.tsx';
import { InvocationsPane } from './invocations-pane.tsx';
import { InvokeBox } from './invoke-box.tsx';
import { LogsPane } from './logs-pane.tsx';
import { MetricsPane } from './metrics-pane.tsx';
import { PANES, type Selection, useSelection } from './selection.ts';
import { useStore } from './use-store.ts';

const CONNECTION = {
  connecting: 'connecting',
  live: 'live',
  lost: 'the service does not answer; trying again',
} as const;

/** The whole page. */
export function App(): JSX.Element {
  const { connection, functions } = useStore();
  const [selection, select] = useSelection();
  useShortcuts();
  const chosen = functions.find(({ name }) => name === selection.functionName);
  useEffect(() => {
    document.title = chosen === undefined ? 'snapboot' : `${chosen.name} · snapboot`;
  }, [chosen?.name]);
  return (
    <div class="app">
      <nav class="sidebar" aria-label="Functions">
        <header class="brand">
          <strong>snapboot</strong>
          <span class={`connection is-${connection}`} role="status">
            {CONNECTION[connection]}
          </span>
        </header>
        <FunctionList selected={selection.functionName} onSelect={(functionName) => select({ functionName })} />
      </nav>
      <main class="main">
        <Head selection={selection} onSelect={select} />
        <Pane selection={selection} />
      </main>
      <InvokeBox selected={selection.functionName} />
    </div>
  );
}

function Head(props: { selection: Selection; onSelect: (change: Partial<Selection>) => void }): JSX.Element {
  const { selection, onSelect } = props;
  return (
    <header class="head">
      <h1>{selection.functionName ?? 'All functions'}</h1>
      <div class="tabs" role="tablist" aria-label="What to show">
        {PANES.map((pane) => (
          <button
            key={pane}
            type="button"
            role="tab"
            aria-selected={pane === selection.pane}
            onClick={() => onSelect({ pane })}
          >
            {pane[0]?.toUpperCase()}
            {pane.slice(1)}
          </button>
        ))}
      </div>
    </header>
  );
}

function Pane({ selection: { pane, functionName } }: { selection: Selection }): JSX.Element {
  // Another function is another pane: nothing that was unfolded stays so.
  const shown = { key: `${pane} ${functionName}`, functionName };
  switch (pane) {
    case 'invocations':
      return <InvocationsPane {...shown} />;
    case 'logs':
      return <LogsPane {...shown} />;
    case 'metrics':
      return <MetricsPane {...shown} />;
    case 'configuration':
      return <ConfigurationPane {...shown} />;
  }
}

/** `/` searches; Escape leaves a field, or what is unfolded. */
function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const field = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key === 'Escape' && field) (event.target as HTMLElement).blur();
      if (event.key !== '/' || field || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      document.querySelector<HTMLInputElement>('input[type=search]')?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
