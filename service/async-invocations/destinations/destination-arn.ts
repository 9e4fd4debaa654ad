/** What can take records; S3 is not among them here. */
export type DestinationService = 'lambda' | 'sqs' | 'sns' | 'events';

/** The ARN of a destination, or of a dead-letter queue, in its parts. */
export interface DestinationArn {
  readonly arn: string;
  /** As the ARN has it: `lambda`, `sqs`, `s3` and the like. */
  readonly service: string;
  /** Empty for some services. */
  readonly region: string;
  readonly account: string;
  /** The name of a queue or topic, `event-bus/name`, `function:name:qualifier`. */
  readonly resource: string;
}

/** The pattern that Lambda itself has for it. */
export const DESTINATION_ARN: RegExp =
  /^$|^arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)$/;

/** Takes an ARN to pieces. It must satisfy the pattern. */
export function readDestinationArn(arn: string): DestinationArn {
  const [, , service = '', region = '', account = '', ...resource] = arn.split(':');
  return { arn, service, region, account, resource: resource.join(':') };
}

/** Whether records can be sent there. */
export function isDestinationService(service: string): service is DestinationService {
  return ['lambda', 'sqs', 'sns', 'events'].includes(service);
}
