import { InvokeWithResponseStreamCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { sendRequest } from '../support/send-request.ts';
import { fixture, startService } from '../support/start-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const INVOKE = '/2015-03-31/functions/returns-trace-id/invocations';
const UNSAMPLED = /^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/;

test('an invocation whose caller sends no trace has one of its own, another one each time', async () => {
  const lines: string[] = [];
  await using lambda = await startService({
    paths: [fixture('returns-trace-id')],
    onLogLine: (_name, line) => lines.push(line),
  });
  const [variable, ofContext] = (await lambda.call('returns-trace-id')) as string[];
  expect(variable).toMatch(UNSAMPLED);
  expect(ofContext).toBe(variable);
  expect(await lambda.call('returns-trace-id')).not.toContain(variable);
  await expect.poll(() => lines.filter((line) => line.startsWith('REPORT'))).toHaveLength(2);
  expect(lines.join('\n')).not.toContain('XRAY');
});

test('an invocation with a streamed response has one as well', async () => {
  await using code = await temporaryFolder({
    'index.mjs': `
      export const handler = awslambda.streamifyResponse(async (_event, stream) => {
        stream.end(process.env._X_AMZN_TRACE_ID);
      });`,
  });
  await using lambda = await startService({
    functions: [{ name: 'streams', taskRoot: code.path, handler: 'index.handler' }],
  });
  const answer = await lambda.client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'streams' }));
  const chunks: Uint8Array[] = [];
  for await (const { PayloadChunk } of answer.EventStream ?? []) chunks.push(PayloadChunk?.Payload ?? Buffer.alloc(0));
  expect(Buffer.concat(chunks).toString()).toMatch(UNSAMPLED);
});

test('the sampled trace of a caller goes on, into the report as well', async () => {
  const lines: string[] = [];
  await using lambda = await startService({
    paths: [fixture('returns-trace-id')],
    onLogLine: (_name, line) => lines.push(line),
  });
  const traceId = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1;Lineage=a87bd80c:1';
  const headers = { 'X-Amzn-Trace-Id': traceId };
  const { body } = await sendRequest(lambda.address, { method: 'POST', path: INVOKE, headers });
  expect(JSON.parse(body)).toEqual([traceId, traceId]);
  await expect
    .poll(() => lines.find((line) => line.startsWith('REPORT')))
    .toContain('XRAY TraceId: 1-5bef4de7-ad49b0e87f6ef6c87fc2e700\tSegmentId: 9a9197af755a6419\tSampled: true');
});
