import { LATEST } from '../../functions/function-config.ts';
import type { Deployment } from '../deployment.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { pageOf } from '../page.ts';
import { configurationOf } from './function-record.ts';

/** ListFunctions: all of them, or with `FunctionVersion=ALL` all their versions. */
export function listFunctions(deployment: Deployment): Operation {
  return {
    name: 'ListFunctions',
    method: 'GET',
    path: '/2015-03-31/functions',
    status: 200,
    run: (call) => listed(deployment, call),
  };
}

function listed(deployment: Deployment, { query }: OperationCall): object {
  const withVersions = query.get('FunctionVersion') === 'ALL';
  const records = deployment.all().filter(({ Version }) => withVersions || Version === LATEST);
  const { items, ...more } = pageOf(records, ({ FunctionName, Version }) => `${FunctionName}:${Version}`, query);
  const Functions = items.map((record) =>
    configurationOf(record, deployment.layersOf(record), withVersions ? record.Version : undefined),
  );
  return { Functions, ...more };
}
