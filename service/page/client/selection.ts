import { useEffect, useState } from 'preact/hooks';

export const PANES = ['invocations', 'logs', 'metrics', 'configuration'] as const;
export type PaneName = (typeof PANES)[number];

/** What the page shows; it stands in the address, so that it is there again after a reload. */
export interface Selection {
  /** None: all functions. */
  readonly functionName?: string | undefined;
  readonly pane: PaneName;
}

/** The selection, and what changes it. */
export function useSelection(): readonly [Selection, (change: Partial<Selection>) => void] {
  const [selection, setSelection] = useState(readSelection);
  useEffect(() => {
    const read = (): void => setSelection(readSelection());
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  const change = (part: Partial<Selection>): void => {
    const { functionName = '', pane } = { ...selection, ...part };
    location.hash = `${pane}/${encodeURIComponent(functionName)}`;
  };
  return [selection, change];
}

function readSelection(): Selection {
  const [pane = '', name = ''] = location.hash.slice(1).split('/');
  return {
    pane: PANES.find((each) => each === pane) ?? 'invocations',
    functionName: decodeName(name) || undefined,
  };
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}
