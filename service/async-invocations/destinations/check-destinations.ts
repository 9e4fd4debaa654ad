import { type FunctionReference, readFunctionReference } from '../../functions/function-reference.ts';
import { ServiceError } from '../../http/service-error.ts';
import { isDestinationService, readDestinationArn } from './destination-arn.ts';

/** Destinations as a caller gives them. */
export interface GivenDestinations {
  readonly OnSuccess?: { readonly Destination?: string } | undefined;
  readonly OnFailure?: { readonly Destination?: string } | undefined;
}

/**
 * Refuses what records cannot be sent to. Whether a queue, a topic or an event bus exists shows when one is sent.
 *
 * @param functionName whose records they are
 * @throws ServiceError InvalidParameterValueException
 */
export function checkDestinations(
  { OnSuccess, OnFailure }: GivenDestinations,
  functionName: string,
  exists: (reference: FunctionReference) => boolean,
): void {
  const given = [OnSuccess?.Destination, OnFailure?.Destination].filter((arn) => arn !== undefined);
  for (const arn of given.filter((each) => each !== '')) {
    const { service, resource } = readDestinationArn(arn);
    if (service === 's3') throw refused(`snapboot sends no records to S3: ${arn}; SQS, SNS, EventBridge and Lambda do`);
    if (!isDestinationService(service)) throw unknownService({ OnSuccess, OnFailure });
    if (service === 'lambda') checkFunction(arn, functionName, exists);
    if (resource.endsWith('.fifo')) throw refused(`The destination ARN ${arn} is invalid.`);
  }
}

function checkFunction(arn: string, functionName: string, exists: (reference: FunctionReference) => boolean): void {
  const reference = referenceIn(arn);
  if (!exists(reference)) throw refused(`The destination ARN ${arn} is invalid.`);
  if (reference.name !== functionName) return;
  throw refused("You can't specify the function as a destination for itself.");
}

function referenceIn(arn: string): FunctionReference {
  try {
    return readFunctionReference(arn);
  } catch (error) {
    if (error instanceof ServiceError) throw refused(`The destination ARN ${arn} is invalid.`);
    throw error;
  }
}

function unknownService({ OnSuccess, OnFailure }: GivenDestinations): ServiceError {
  const part = (name: string, arn: string | undefined): string => (arn ? `${name}(destination=${arn})` : 'null');
  const [success, failure] = [part('OnSuccess', OnSuccess?.Destination), part('OnFailure', OnFailure?.Destination)];
  const config = `DestinationConfig(onSuccess=${success}, onFailure=${failure})`;
  return refused(`The provided destination config ${config} is invalid.`);
}

function refused(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}
