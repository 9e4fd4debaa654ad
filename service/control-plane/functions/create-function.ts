import { functionArn } from '../../functions/function-arn.ts';
import { LATEST } from '../../functions/function-config.ts';
import { readFunctionReference } from '../../functions/function-reference.ts';
import { ServiceError } from '../../http/service-error.ts';
import type { Deployment } from '../deployment.ts';
import { list, type MembersOf, map, oneOf, readMembers, required, structure, text, trueOrFalse } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { publishVersion } from '../versions/publish-version.ts';
import { CODE, type GivenCode, zipOf } from './function-code.ts';
import { type Architecture, configurationOf } from './function-record.ts';
import { checkSettings, type FunctionSettings, refused, SETTINGS } from './function-settings.ts';

interface CreateFunctionInput extends FunctionSettings {
  readonly FunctionName?: string;
  readonly Code?: GivenCode;
  readonly PackageType?: 'Zip' | 'Image';
  readonly Architectures?: readonly Architecture[];
  readonly Publish?: boolean;
  readonly Tags?: Readonly<Record<string, string>>;
}

const INPUT: MembersOf<CreateFunctionInput> = {
  ...SETTINGS,
  FunctionName: text({ min: 1, max: 140 }),
  Code: structure(CODE),
  PackageType: oneOf('Zip', 'Image'),
  Architectures: list(oneOf('x86_64', 'arm64'), { min: 1, max: 1 }),
  Publish: trueOrFalse(),
  Tags: map(text({ min: 1, max: 128 }), text({ max: 256 })),
};

// Lambda's own.
const DEFAULTS = { Description: '', Timeout: 3, MemorySize: 128, Architectures: ['x86_64'] } as const;

/** CreateFunction: its code is there when the answer comes, the function is active a moment later. */
export function createFunction(deployment: Deployment): Operation {
  return {
    name: 'CreateFunction',
    method: 'POST',
    path: '/2015-03-31/functions',
    status: 201,
    takesCode: true,
    run: (call) => create(deployment, call),
  };
}

async function create(deployment: Deployment, { input: body }: OperationCall): Promise<object> {
  const { FunctionName, Code, Publish, Tags, PackageType, ...settings } = readMembers(body, INPUT);
  const { name } = readFunctionReference(required(FunctionName, 'functionName'));
  const [role, given] = [required(settings.Role, 'role'), required(Code, 'code')];
  checkSettings(settings);
  if (PackageType === 'Image')
    throw refused('snapboot runs no container images as functions: give the code as ZipFile.');
  const { Runtime, Handler, Layers = [] } = settings;
  if (Runtime === undefined || Handler === undefined) {
    throw refused('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
  }
  checkNew(deployment, name);
  const code = await deployment.addCode(zipOf(given), Layers);
  // Someone else may have been quicker.
  checkNew(deployment, name);
  if (Tags !== undefined) deployment.tags.put(functionArn(name), Tags);
  const record = deployment.functions.deploy({
    ...DEFAULTS,
    ...settings,
    Runtime,
    Handler,
    Role: role,
    FunctionName: name,
    Version: LATEST,
    CodeSha256: code.sha256,
    CodeSize: code.zipBytes,
    State: 'Pending',
    LastUpdateStatus: 'InProgress',
  });
  if (Publish === true) return publishVersion(deployment, record, {});
  return configurationOf(record, deployment.layersOf(record), undefined);
}

function checkNew({ functions }: Deployment, name: string): void {
  if (functions.has(name)) throw new ServiceError('ResourceConflictException', `Function already exist: ${name}`);
}
