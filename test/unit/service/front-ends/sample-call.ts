import type { HttpCall } from '../../../../service/front-ends/http-call.ts';

/** A request, as a front end has read it. */
export function sampleCall(call: Partial<HttpCall> = {}): HttpCall {
  return {
    method: 'GET',
    path: '/',
    query: '',
    headers: [['Host', 'shop.localhost:9000']],
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    port: '9000',
    time: new Date('2020-03-12T19:03:58.390Z'),
    traceId: 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e;Parent=53995c3f42cd8ad8;Sampled=0',
    ...call,
  };
}
