import { ACCOUNT_ID } from '../functions/function-arn.ts';
import { declaredEventBody } from './event-body.ts';
import { eventTime } from './event-time.ts';
import { allValues, lastValues } from './grouped-values.ts';
import { forwardedHeaders, type HttpCall, headerValue } from './http-call.ts';
import { decodedParameters } from './query-parameters.ts';

/** What a REST API adds to a request in payload 1.0. */
export interface PayloadV1Setting {
  readonly apiId: string;
  readonly domainName: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
  /** Such as `/orders/{id}`. */
  readonly resource: string;
  /** Without the stage, as it was sent. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
  readonly binaryTypes: readonly string[];
  readonly requestId: string;
  readonly extendedRequestId: string;
}

// The one is about the connection; the other would be wrong for a body in base64. CloudFront writes the rest its way.
const LEFT_OUT = new Set(['connection', 'content-length']);
const CAPITALIZED = new Map([
  ['authorization', 'Authorization'],
  ['host', 'Host'],
  ['user-agent', 'User-Agent'],
]);

/** A request as REST APIs pass it to functions: payload format 1.0. */
export function payloadV1(call: HttpCall, body: Buffer, setting: PayloadV1Setting): object {
  const headers = forwardedHeaders(call)
    .filter(([name]) => !LEFT_OUT.has(name.toLowerCase()))
    .map(([name, value]) => [CAPITALIZED.get(name.toLowerCase()) ?? name, value] as const);
  const parameters = decodedParameters(call.query);
  const inEvent = declaredEventBody(body, headerValue(call, 'content-type'), setting.binaryTypes);
  return {
    resource: setting.resource,
    path: setting.path,
    httpMethod: call.method,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: parameters.length > 0 ? lastValues(parameters) : null,
    multiValueQueryStringParameters: parameters.length > 0 ? allValues(parameters) : null,
    pathParameters: setting.pathParameters ?? null,
    stageVariables: setting.stageVariables ?? null,
    requestContext: requestContext(call, setting),
    body: inEvent.body ?? null,
    isBase64Encoded: inEvent.isBase64Encoded,
  };
}

function requestContext(call: HttpCall, setting: PayloadV1Setting): object {
  const { apiId, domainName, stage, resource, path, requestId, extendedRequestId } = setting;
  return {
    accountId: ACCOUNT_ID,
    apiId,
    deploymentId: 'local',
    domainName,
    domainPrefix: domainName.split('.', 1).join(),
    extendedRequestId,
    httpMethod: call.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: call.sourceIp,
      user: null,
      userAgent: headerValue(call, 'user-agent') ?? null,
      userArn: null,
    },
    path: `/${stage}${path}`,
    protocol: call.protocol,
    requestId,
    requestTime: eventTime(call.time),
    requestTimeEpoch: call.time.getTime(),
    resourceId: resourceId(resource),
    resourcePath: resource,
    stage,
  };
}

/** Six letters and digits that stay the same for a resource. */
function resourceId(resource: string): string {
  return Buffer.from(resource)
    .reduce((sum, byte) => (sum * 31 + byte) % 36 ** 6, 7)
    .toString(36)
    .padStart(6, '0');
}
