import { expect, test } from 'vitest';
import { type ColdStartSample, coldStart } from '../../../bench/cold-start.ts';
import { OPEN_WARM_CACHE } from '../../../bench/conditions/warm-cache.ts';
import type { Contender } from '../../../bench/contenders/contender.ts';
import { CONTENDERS, chooseContenders } from '../../../bench/contenders/contenders.ts';
import { prepareField } from '../../../bench/contenders/field.ts';
import { Progress } from '../../../bench/progress.ts';
import { findWorkloads, type Workload } from '../../../bench/workload.ts';
import { openAwsEndpoint, openSecureAwsEndpoint } from '../../../bench/workloads/aws-endpoint.ts';
import { WORKLOADS } from '../../../bench/workloads/workloads.ts';
import { contenderOf } from '../../support/bench-contender.ts';
import { builtBootstrap, builtNode } from '../../support/built-layer.ts';

const SILENT = new Progress({ write: () => true });
const GROUND = { node: builtNode(), bootstrap: builtBootstrap(), nodeVersion: '' };
const OURS = chooseContenders(['snapboot', 'snapboot-compiled']);
const { contenders: FIELD } = await prepareField(OURS, GROUND, SILENT);

/** A workload of that name, with the reason where it cannot be had. */
async function workloadOf(name: string): Promise<Workload> {
  const [workload] = await findWorkloads({ workloads: [name] }, SILENT);
  if (workload === undefined) throw new RangeError(`there is no workload ${name}`);
  return workload;
}

for (const { name, about, without } of WORKLOADS) {
  for (const contender of FIELD.filter((each) => !without?.names.includes(each.name))) {
    const title = `${contender.name} answers ${about} rightly, at first and again`;
    test(title, async (context) => {
      const workload = await workloadOf(name);
      if (workload.missing !== undefined) return context.skip(workload.missing);
      expect(await start(contender, workload)).toMatchObject({ warmMs: expect.any(Number) });
    });
  }
}

async function start(contender: Contender, workload: Workload): Promise<ColdStartSample> {
  const built = await contender.build?.(workload);
  await using backend = await workload.openBackend?.();
  const variables = backend?.variables ?? {};
  const setting = { workload, memoryMb: 512, condition: OPEN_WARM_CACHE, variables };
  return await coldStart({ ...contender, ...(built !== undefined && { built }) }, setting);
}

test('a function that does not trust the endpoint does not talk to it', async (context) => {
  const workload = await workloadOf('dynamodb-https');
  if (workload.missing !== undefined) return context.skip(workload.missing);
  await using endpoint = await openSecureAwsEndpoint();
  const { NODE_EXTRA_CA_CERTS: _trusted, ...variables } = endpoint.variables;
  const setting = { workload, memoryMb: 512, condition: OPEN_WARM_CACHE, variables };
  const snapboot = contenderOf('snapboot', [builtBootstrap()], false);
  await expect(coldStart(snapboot, setting)).rejects.toThrow(/self-signed certificate/);
});

test('the layer of the AWS SDK has what a function asks for by name', async (context) => {
  const { contenders, absent } = await prepareField(chooseContenders(['snapboot-sdk']), GROUND, SILENT);
  const [contender] = contenders;
  if (contender === undefined) return context.skip(absent[0]?.reason);
  // Its own packages are not those that it finds.
  expect(await start(contender, await workloadOf('sdk'))).toMatchObject({ warmMs: expect.any(Number) });
  await expect(start(contender, await workloadOf('dynamodb'))).rejects.toThrow('it asks for no layer of the AWS SDK');
});

test('workloads come in the order of the report, and unknown ones are refused with the known ones', async () => {
  const found = await findWorkloads({ workloads: ['streaming', 'empty'] }, SILENT);
  expect(found.map(({ name }) => name)).toEqual(['an empty handler', 'a streamed answer']);
  await expect(findWorkloads({ workloads: ['nothing'] })).rejects.toThrow(
    'there are empty, dynamodb, dynamodb-https, sdk, s3, hono',
  );
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
