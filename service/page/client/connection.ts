import type { PageChange } from '../page-state.ts';
import { applyChange, type ConnectionState, store, storeChanged } from './store.ts';

const AGAIN_MS = 1000;
// Browsers have few connections for one service: pages that nobody sees leave theirs to others.
const HIDDEN_MS = 60_000;

let source: EventSource | undefined;
let hiding: ReturnType<typeof setTimeout> | undefined;

/** Follows the service from now on, through its restarts. */
export function followService(): void {
  open();
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(close, HIDDEN_MS);
    else if (source === undefined) open();
  });
}

function open(): void {
  const opened = new EventSource('/events');
  source = opened;
  opened.onopen = () => say('live');
  opened.onmessage = ({ data }) => {
    applyChange(JSON.parse(data) as PageChange);
    say('live');
  };
  opened.onerror = () => {
    say('lost');
    // It tries again by itself, but for an answer that is no stream.
    if (opened.readyState === EventSource.CLOSED) setTimeout(() => opened === source && open(), AGAIN_MS);
  };
}

function close(): void {
  source?.close();
  source = undefined;
  say('connecting');
}

function say(connection: ConnectionState): void {
  if (store.connection === connection) return;
  store.connection = connection;
  storeChanged();
}
