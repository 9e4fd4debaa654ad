import { GetParametersByPathCommand, paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';
import { endpointOf, loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ text }) => {
  const { Path, NextToken } = JSON.parse(text);
  const number = Number(NextToken ?? 0);
  const Parameters = [{ Name: `${Path}/p${number}`, Value: `v${number}`, LastModifiedDate: 1_767_225_600 }];
  return { Parameters, ...(number < 2 && { NextToken: String(number + 1) }) };
});
const client = new SSMClient({
  region: 'eu-central-1',
  endpoint: endpointOf(server),
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
});

export const handler = async ({ name }) => {
  const found = [];
  for await (const { Parameters } of paginateGetParametersByPath({ client }, { Path: `/${name}` }))
    found.push(...Parameters);
  console.log(GetParametersByPathCommand.name, found);
  return found;
};
