import { useEffect, useState } from 'preact/hooks';
import { onStoreChange, type Store, store } from './store.ts';

/** Draws the component again whenever the store has changed. */
export function useStore(): Store {
  const [, redraw] = useState(0);
  useEffect(() => onStoreChange(() => redraw((count) => count + 1)), []);
  return store;
}
