import { formatJson, formatText, type LogRecord } from '../../runtime/logging/log-format.ts';
import { requestIdOf } from '../recorder/runtime-api-answers.ts';
import type { HotPath } from './hot-path.ts';

/** What makes a line of a call of console.log. */
export function logFormat(): HotPath {
  const words = record('stored the order');
  const object = record({ order: { id: 'order-7', items: ['book', 'pen'], total: 42 } });
  const several = record('stored %s in %d ms', 'order-7', 12, new Error('late'));
  return {
    name: 'log formatting',
    cases: [
      { name: 'words as text', run: () => formatText(words) },
      { name: 'an object as text', run: () => formatText(object) },
      { name: 'words as JSON', run: () => formatJson(words) },
      { name: 'an object as JSON', run: () => formatJson(object) },
      { name: 'a template and an error as JSON', run: () => formatJson(several) },
    ],
  };
}

function record(...args: readonly unknown[]): LogRecord {
  return { timestampMs: Date.UTC(2026, 0, 1), level: 'INFO', requestId: requestIdOf(1), args };
}
