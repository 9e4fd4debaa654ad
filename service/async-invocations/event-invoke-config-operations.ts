import { readMembers, structure, text, whole } from '../control-plane/members.ts';
import type { Operation, OperationCall } from '../control-plane/operation.ts';
import { pageOf } from '../control-plane/page.ts';
import { functionArn } from '../functions/function-arn.ts';
import { LATEST } from '../functions/function-config.ts';
import { type FunctionReference, readFunctionReference } from '../functions/function-reference.ts';
import { ServiceError } from '../http/service-error.ts';
import { checkDestinations } from './destinations/check-destinations.ts';
import { DESTINATION_ARN } from './destinations/destination-arn.ts';
import type { EventInvokeConfig, EventInvokeConfigs } from './event-invoke-configs.ts';

/** What the operations work on. */
export interface EventInvokeDependencies {
  readonly configs: EventInvokeConfigs;
  readonly functions: KnownFunctions;
}

/** All functions with their versions and aliases, in whichever state they are. */
export interface KnownFunctions {
  /** Throws ServiceError ResourceNotFoundException where there is none. */
  find(name: string, qualifier: string | undefined): unknown;
}

type Qualified = Required<FunctionReference> & { readonly qualifier: string };

const PATH = '/2019-09-25/functions/{FunctionName}/event-invoke-config';
const MOST_CONFIGS = 50;

const DESTINATION = structure({ Destination: text({ max: 350, pattern: DESTINATION_ARN }) });
const MEMBERS = {
  MaximumRetryAttempts: whole(0, 2),
  MaximumEventAgeInSeconds: whole(60, 21_600),
  DestinationConfig: structure({ OnSuccess: DESTINATION, OnFailure: DESTINATION }),
};

/** How events are retried, and where their records go: PutFunctionEventInvokeConfig and the like. */
export function eventInvokeConfigOperations(dependencies: EventInvokeDependencies): readonly Operation[] {
  return [
    {
      name: 'PutFunctionEventInvokeConfig',
      method: 'PUT',
      path: PATH,
      status: 200,
      run: (call) => put(dependencies, call),
    },
    {
      name: 'UpdateFunctionEventInvokeConfig',
      method: 'POST',
      path: PATH,
      status: 200,
      run: (call) => update(dependencies, call),
    },
    {
      name: 'GetFunctionEventInvokeConfig',
      method: 'GET',
      path: PATH,
      status: 200,
      run: (call) => described(existing(dependencies, referenceOf(call))),
    },
    {
      name: 'DeleteFunctionEventInvokeConfig',
      method: 'DELETE',
      path: PATH,
      status: 204,
      run: (call) => remove(dependencies, call),
    },
    {
      name: 'ListFunctionEventInvokeConfigs',
      method: 'GET',
      path: `${PATH}/list`,
      status: 200,
      run: (call) => list(dependencies, call),
    },
  ];
}

/** Whatever was there before is gone. */
function put(dependencies: EventInvokeDependencies, call: OperationCall): object {
  const reference = referenceOf(call);
  return store(dependencies, reference, readConfig(dependencies, reference, call));
}

/** What is not given stays. */
function update(dependencies: EventInvokeDependencies, call: OperationCall): object {
  const reference = referenceOf(call);
  const given = readConfig(dependencies, reference, call);
  const before = existing(dependencies, reference);
  const DestinationConfig = { ...before.DestinationConfig, ...given.DestinationConfig };
  return store(dependencies, reference, { ...before, ...given, DestinationConfig });
}

function remove(dependencies: EventInvokeDependencies, call: OperationCall): undefined {
  const reference = referenceOf(call);
  existing(dependencies, reference);
  dependencies.configs.delete(reference);
}

function list({ configs, functions }: EventInvokeDependencies, call: OperationCall): object {
  const { name } = referenceOf(call);
  if (!exists(functions, { name, qualifier: undefined })) throw noFunction();
  const { items, ...next } = pageOf(configs.list(name), ({ qualifier }) => qualifier, call.query, MOST_CONFIGS);
  return { FunctionEventInvokeConfigs: items.map(described), ...next };
}

type GivenConfig = Partial<
  Pick<EventInvokeConfig, 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | 'DestinationConfig'>
>;

function readConfig(
  { functions }: EventInvokeDependencies,
  reference: Qualified,
  { input }: OperationCall,
): GivenConfig {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = readMembers(input, MEMBERS);
  if ([MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig].every((each) => each === undefined)) {
    const message = 'You must specify at least one of error handling or destination setting.';
    throw new ServiceError('InvalidParameterValueException', message);
  }
  if (!exists(functions, reference)) throw noFunction();
  if (DestinationConfig !== undefined) {
    checkDestinations(DestinationConfig, reference.name, (destination) => exists(functions, destination));
  }
  return {
    ...(MaximumRetryAttempts !== undefined && { MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds }),
    ...(DestinationConfig !== undefined && { DestinationConfig: DestinationConfig as GivenDestinations }),
  };
}

// One of both may be missing; `store` fills it in.
type GivenDestinations = EventInvokeConfig['DestinationConfig'];

function store({ configs }: EventInvokeDependencies, { name, qualifier }: Qualified, given: GivenConfig): object {
  const config: EventInvokeConfig = {
    ...given,
    functionName: name,
    qualifier,
    lastModifiedMs: Date.now(),
    DestinationConfig: { OnSuccess: {}, OnFailure: {}, ...given.DestinationConfig },
  };
  configs.put(config);
  return described(config);
}

function described({ functionName, qualifier, lastModifiedMs, ...settings }: EventInvokeConfig): object {
  return { ...settings, FunctionArn: functionArn(functionName, qualifier), LastModified: lastModifiedMs / 1000 };
}

function existing({ configs }: EventInvokeDependencies, reference: Qualified): EventInvokeConfig {
  const config = configs.get(reference);
  if (config !== undefined) return config;
  const arn = functionArn(reference.name, reference.qualifier);
  throw new ServiceError('ResourceNotFoundException', `The function ${arn} doesn't have an EventInvokeConfig`);
}

function referenceOf({ parts: [name = ''], query }: OperationCall): Qualified {
  const { qualifier = LATEST, ...reference } = readFunctionReference(name, query.get('Qualifier') ?? undefined);
  return { ...reference, qualifier };
}

function exists(functions: KnownFunctions, { name, qualifier }: FunctionReference): boolean {
  try {
    functions.find(name, qualifier);
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.errorType === 'ResourceNotFoundException') return false;
    throw error;
  }
}

function noFunction(): ServiceError {
  return new ServiceError('ResourceNotFoundException', "The function doesn't exist.");
}
