import { Bench } from 'tinybench';
import { encodeHead } from '../../runtime/http/http1-request-encoder.ts';
import { Http1ResponseParser } from '../../runtime/http/http1-response-parser.ts';
import { REPORT_HEADERS, RUNTIME_API } from '../../runtime/protocol/runtime-api.ts';
import { eventAnswer, requestIdOf } from '../recorder/runtime-api-answers.ts';

// What every invocation does on the wire: read one answer to GET next, write the heads of one POST and one GET.
const requestId = requestIdOf(1);
const event = JSON.stringify({ items: Array.from({ length: 40 }, (_, index) => ({ index, name: `item ${index}` })) });
const answer = Buffer.from(eventAnswer(requestId, event));
const halves = [answer.subarray(0, answer.length / 2), answer.subarray(answer.length / 2)];
const parser = new Http1ResponseParser();
const bench = new Bench({ name: 'runtime/http', time: 1000 });

bench.add('parse an answer to next in one piece', () => {
  parser.push(answer);
});
bench.add('parse an answer to next in two pieces', () => {
  for (const half of halves) parser.push(half);
});
bench.add('encode the head of GET next', () => {
  encodeHead('127.0.0.1:9001', { method: 'GET', path: RUNTIME_API.next });
});
bench.add('encode the head of POST response', () => {
  const headers = { 'content-type': 'application/json', [REPORT_HEADERS.invocationId]: undefined };
  encodeHead('127.0.0.1:9001', { method: 'POST', path: RUNTIME_API.response(requestId), headers }, 1000);
});

await bench.run();
console.table(bench.table());
