import type { EventTemplate } from './event-templates.ts';

const AGENT = 'Mozilla/5.0';
const BODY = '{"item":"tea","count":2}';
const HEADERS = { accept: '*/*', 'content-type': 'application/json', 'user-agent': AGENT };

/** Events of payload format 2.0. */
function payloadV2(domainName: string, apiId: string): object {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/orders/o-1',
    rawQueryString: 'verbose=true',
    cookies: ['session=abc'],
    headers: { ...HEADERS, host: domainName, 'x-forwarded-for': '203.0.113.7' },
    queryStringParameters: { verbose: 'true' },
    requestContext: {
      accountId: '123456789012',
      apiId,
      domainName,
      domainPrefix: apiId,
      http: { method: 'POST', path: '/orders/o-1', protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: AGENT },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '15/Jan/2026:12:00:00 +0000',
      timeEpoch: 1_768_478_400_000,
    },
    body: BODY,
    isBase64Encoded: false,
  };
}

export const HTTP_TEMPLATES: readonly EventTemplate[] = [
  {
    name: 'API Gateway REST API',
    event: {
      resource: '/orders/{id}',
      path: '/orders/o-1',
      httpMethod: 'POST',
      headers: { ...HEADERS, Host: 'abcdef1234.execute-api.us-east-1.amazonaws.com' },
      multiValueHeaders: { accept: ['*/*'], 'content-type': ['application/json'] },
      queryStringParameters: { verbose: 'true' },
      multiValueQueryStringParameters: { verbose: ['true'] },
      pathParameters: { id: 'o-1' },
      stageVariables: null,
      requestContext: {
        accountId: '123456789012',
        apiId: 'abcdef1234',
        domainName: 'abcdef1234.execute-api.us-east-1.amazonaws.com',
        httpMethod: 'POST',
        identity: { sourceIp: '203.0.113.7', userAgent: AGENT },
        path: '/prod/orders/o-1',
        protocol: 'HTTP/1.1',
        requestId: '6c1f7d70-5e0b-4b0c-8a62-0c6b4f3d2a11',
        requestTimeEpoch: 1_768_478_400_000,
        resourceId: '123456',
        resourcePath: '/orders/{id}',
        stage: 'prod',
      },
      body: BODY,
      isBase64Encoded: false,
    },
  },
  {
    name: 'API Gateway HTTP API',
    event: payloadV2('abcdef1234.execute-api.us-east-1.amazonaws.com', 'abcdef1234'),
  },
  {
    name: 'Function URL',
    event: payloadV2(
      'abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws',
      'abcdefghijklmnopqrstuvwxyz012345',
    ),
  },
  {
    name: 'Application Load Balancer',
    event: {
      requestContext: {
        elb: {
          targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/orders/0123456789abcdef',
        },
      },
      httpMethod: 'POST',
      path: '/orders/o-1',
      queryStringParameters: { verbose: 'true' },
      headers: { ...HEADERS, host: 'front-1234567890.us-east-1.elb.amazonaws.com', 'x-forwarded-proto': 'https' },
      body: BODY,
      isBase64Encoded: false,
    },
  },
];
