import { readFunctionReference } from '../../functions/function-reference.ts';
import type { Deployment } from '../deployment.ts';
import { configurationOf } from '../functions/function-record.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { pageOf } from '../page.ts';

/** ListVersionsByFunction: `$LATEST`, then the published ones. */
export function listVersionsByFunction(deployment: Deployment): Operation {
  return {
    name: 'ListVersionsByFunction',
    method: 'GET',
    path: '/2015-03-31/functions/{FunctionName}/versions',
    status: 200,
    run: (call) => list(deployment, call),
  };
}

function list(deployment: Deployment, { parts: [part = ''], query }: OperationCall): object {
  const { name } = readFunctionReference(part);
  const latest = deployment.find(name, undefined);
  const published = deployment.functions.versionsOf(name).slice(1);
  const { items, ...more } = pageOf([latest, ...published], ({ Version }) => Version, query);
  return { Versions: items.map((each) => configurationOf(each, deployment.layersOf(each), each.Version)), ...more };
}
