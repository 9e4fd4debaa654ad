import { expect, test } from 'vitest';
import { coldStart } from '../../../bench/cold-start.ts';
import { OPEN_WARM_CACHE } from '../../../bench/conditions/warm-cache.ts';
import { CONTENDERS } from '../../../bench/contenders/contenders.ts';
import { Progress } from '../../../bench/progress.ts';
import { findWorkloads } from '../../../bench/workload.ts';
import { openAwsEndpoint } from '../../../bench/workloads/aws-endpoint.ts';
import { WORKLOADS } from '../../../bench/workloads/workloads.ts';
import { contenderOf } from '../../support/bench-contender.ts';
import { builtBootstrap } from '../../support/built-layer.ts';

const SILENT = new Progress({ write: () => true });
const INSTALL_LIMIT_MS = 180_000;
const SNAPBOOT = contenderOf('snapboot', [builtBootstrap()], false);

for (const { name, about } of WORKLOADS) {
  test(`snapboot answers ${about} rightly, at first and again`, { timeout: INSTALL_LIMIT_MS }, async (context) => {
    const [workload] = await findWorkloads({ workloads: [name] }, SILENT);
    if (workload === undefined) throw new RangeError(`there is no workload ${name}`);
    if (workload.missing !== undefined) return context.skip(workload.missing);
    await using backend = await workload.openBackend?.();
    const variables = backend?.variables ?? {};
    const setting = { workload, memoryMb: 512, condition: OPEN_WARM_CACHE, variables };
    expect(await coldStart(SNAPBOOT, setting)).toMatchObject({ warmMs: expect.any(Number) });
  });
}

test('workloads come in the order of the report, and unknown ones are refused with the known ones', async () => {
  const found = await findWorkloads({ workloads: ['streaming', 'empty'] }, SILENT);
  expect(found.map(({ name }) => name)).toEqual(['an empty handler', 'a streamed answer']);
  await expect(findWorkloads({ workloads: ['nothing'] })).rejects.toThrow('there are empty, dynamodb, s3, hono');
});

test('whoever cannot take part is a contender that there is', () => {
  const known = CONTENDERS.map(({ name }) => name);
  expect(known).toEqual(expect.arrayContaining(WORKLOADS.flatMap(({ without }) => without?.names ?? [])));
});

test('the endpoint gives back what it was told, so that an answer proves a request', async () => {
  await using endpoint = await openAwsEndpoint();
  const { AWS_ENDPOINT_URL_DYNAMODB: dynamodb = '', AWS_ENDPOINT_URL_S3: s3 = '' } = endpoint.variables;
  const headers = { 'x-amz-target': 'DynamoDB_20120810.PutItem' };
  const put = await fetch(dynamodb, { method: 'POST', headers, body: '{"Item":{"id":{"S":"7"}}}' });
  expect(await put.json()).toEqual({ Attributes: { id: { S: '7' }, stored: { BOOL: true } } });
  expect(await (await fetch(`${s3}/orders/7.json`)).json()).toEqual({ object: '/orders/7.json' });
  expect((await fetch(s3, { method: 'DELETE' })).status).toBe(501);
});
