import { ACCOUNT_ID } from '../functions/function-arn.ts';
import { eventBody } from './event-body.ts';
import { eventTime } from './event-time.ts';
import { joinedValues } from './grouped-values.ts';
import { forwardedHeaders, type HttpCall, headerValue, headerValues } from './http-call.ts';
import { decodedParameters } from './query-parameters.ts';

/** What a front end adds to a request in payload 2.0. */
export interface PayloadV2Setting {
  /** Id of the function URL or the API. */
  readonly apiId: string;
  readonly domainName: string;
  readonly routeKey: string;
  readonly stage: string;
  /** As functions get it: some front ends decode it. */
  readonly path: string;
  readonly requestId: string;
  /** Further keys of `requestContext`; they take precedence. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Further keys of the event. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A request as function URLs and HTTP APIs pass it to functions: payload format 2.0. */
export function payloadV2(call: HttpCall, body: Buffer, setting: PayloadV2Setting): object {
  const { apiId, domainName, routeKey, stage, path, requestId } = setting;
  const cookies = headerValues(call, 'cookie').flatMap((line) => line.split(/;\s*/).filter((each) => each !== ''));
  const headers = forwardedHeaders(call)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== 'cookie');
  const parameters = decodedParameters(call.query);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: call.query,
    ...(cookies.length > 0 && { cookies }),
    headers: joinedValues(headers, ','),
    ...(parameters.length > 0 && { queryStringParameters: joinedValues(parameters, ',') }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId,
      domainName,
      domainPrefix: domainName.split('.', 1).join(),
      http: {
        method: call.method,
        path,
        protocol: call.protocol,
        sourceIp: call.sourceIp,
        userAgent: headerValue(call, 'user-agent') ?? '',
      },
      requestId,
      routeKey,
      stage,
      time: eventTime(call.time),
      timeEpoch: call.time.getTime(),
      ...setting.context,
    },
    ...eventBody(body, headerValue(call, 'content-type')),
    ...setting.more,
  };
}
