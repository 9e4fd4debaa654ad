import { functionArn } from '../../functions/function-arn.ts';
import { readFunctionReference } from '../../functions/function-reference.ts';
import type { Deployment } from '../deployment.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { codeLocation } from './code-download.ts';
import { configurationOf } from './function-record.ts';

/** GetFunction: a configuration, and where its code can be had. */
export function getFunction(deployment: Deployment): Operation {
  return {
    name: 'GetFunction',
    method: 'GET',
    path: '/2015-03-31/functions/{FunctionName}',
    status: 200,
    run: (call) => describe(deployment, call),
  };
}

/** GetFunctionConfiguration: what waiters look at. */
export function getFunctionConfiguration(deployment: Deployment): Operation {
  return {
    name: 'GetFunctionConfiguration',
    method: 'GET',
    path: '/2015-03-31/functions/{FunctionName}/configuration',
    status: 200,
    run: (call) => configuration(deployment, call),
  };
}

function describe(deployment: Deployment, call: OperationCall): object {
  const { name, qualifier } = referenceOf(call);
  const { CodeSha256 } = deployment.find(name, qualifier);
  const tags = deployment.tags.of(functionArn(name));
  const reserved = deployment.concurrency.reserved(name);
  return {
    Configuration: configuration(deployment, call),
    Code: { RepositoryType: 'S3', Location: codeLocation(call.endpoint, CodeSha256) },
    ...(Object.keys(tags).length > 0 && { Tags: tags }),
    ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
  };
}

function configuration(deployment: Deployment, call: OperationCall): object {
  const { name, qualifier } = referenceOf(call);
  const record = deployment.find(name, qualifier);
  return configurationOf(record, deployment.layersOf(record), qualifier);
}

function referenceOf({ parts: [part = ''], query }: OperationCall): ReturnType<typeof readFunctionReference> {
  return readFunctionReference(part, query.get('Qualifier') ?? undefined);
}
