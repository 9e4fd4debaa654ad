import { eventBody } from './event-body.ts';
import { allValues, lastValues } from './grouped-values.ts';
import { forwardedHeaders, type HttpCall, headerValue } from './http-call.ts';
import { rawParameters } from './query-parameters.ts';

/** What a load balancer adds to a request. */
export interface LoadBalancerSetting {
  readonly targetGroupArn: string;
  /** As it was sent. */
  readonly path: string;
  /** Whether events and responses have all values of a header. */
  readonly multiValue: boolean;
}

/** A request as an Application Load Balancer passes it to functions. It decodes nothing. */
export function loadBalancerEvent(call: HttpCall, body: Buffer, setting: LoadBalancerSetting): object {
  const headers = forwardedHeaders(call).map(([name, value]) => [name.toLowerCase(), value] as const);
  const parameters = rawParameters(call.query);
  const contentType = headerValue(call, 'content-type');
  const inEvent = eventBody(body, contentType, headerValue(call, 'content-encoding'));
  return {
    requestContext: { elb: { targetGroupArn: setting.targetGroupArn } },
    httpMethod: call.method,
    path: setting.path,
    ...(setting.multiValue
      ? { multiValueQueryStringParameters: allValues(parameters), multiValueHeaders: allValues(headers) }
      : { queryStringParameters: lastValues(parameters), headers: lastValues(headers) }),
    body: inEvent.body ?? '',
    isBase64Encoded: inEvent.isBase64Encoded,
  };
}
