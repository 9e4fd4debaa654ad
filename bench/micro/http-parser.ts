import { Http1ResponseParser } from '../../runtime/http/http1-response-parser.ts';
import { eventAnswer, requestIdOf } from '../recorder/runtime-api-answers.ts';
import type { HotPath } from './hot-path.ts';

const ITEMS = 40;

/** What reads the answers to GET next. */
export function httpParser(): HotPath {
  const items = Array.from({ length: ITEMS }, (_, index) => ({ index, name: `item ${index}` }));
  const answer = Buffer.from(eventAnswer(requestIdOf(1), JSON.stringify({ items })));
  const halves = [answer.subarray(0, answer.length / 2), answer.subarray(answer.length / 2)];
  const parser = new Http1ResponseParser();
  return {
    name: 'HTTP parser',
    cases: [
      { name: 'an answer to GET next in one piece', run: () => parser.push(answer) },
      { name: 'the same in two pieces', run: () => halves.map((half) => parser.push(half)) },
    ],
  };
}
