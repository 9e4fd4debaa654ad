import { CREDENTIALS_PATH, SNAP_START_API } from '../../runtime/protocol/snap-start.ts';
import { sendAccepted, sendJson } from '../http/json-answer.ts';
import { type Exchange, pathPattern, type Route } from '../http/route.ts';
import { takeErrorReport } from './error-report.ts';
import type { RuntimeSession } from './runtime-session.ts';

/** Credentials as a container's SDK reads them. */
export interface ContainerCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  /** Empty for credentials that are not temporary. */
  readonly Token: string;
  /** ISO 8601; an SDK asks again a little earlier. */
  readonly Expiration: string;
}

/** What opens the credentials of one environment, and where they are. */
export interface CredentialsAccess {
  /** The value of AWS_CONTAINER_AUTHORIZATION_TOKEN. */
  readonly token: string;
  /** Called for each request; nothing where there are none. */
  readonly read: () => ContainerCredentials | undefined;
}

/** What the Runtime API, version 2018-06-01, has for a function with SnapStart only, and the credentials beside it. */
export function snapStartRoutes(session: RuntimeSession, access: CredentialsAccess): readonly Route[] {
  const { restoreNext, restoreError } = SNAP_START_API;
  return [
    { method: 'GET', path: pathPattern(restoreNext), handle: (exchange) => awaitRestore(session, exchange) },
    { method: 'POST', path: pathPattern(restoreError), handle: (exchange) => failRestore(session, exchange) },
    { method: 'GET', path: pathPattern(CREDENTIALS_PATH), handle: (exchange) => sendCredentials(access, exchange) },
  ];
}

function awaitRestore(session: RuntimeSession, { response }: Exchange): void {
  session.restoreNext(() => {
    response.writeHead(200, { 'content-length': 0 });
    response.end();
  });
}

async function failRestore(session: RuntimeSession, { request, response }: Exchange): Promise<void> {
  await takeErrorReport(request, (error) => session.failRestore(error));
  sendAccepted(response);
}

/** The token stands alone in its header, without a scheme. */
function sendCredentials({ token, read }: CredentialsAccess, { request, response }: Exchange): void {
  const credentials = request.headers.authorization === token ? read() : undefined;
  if (credentials !== undefined) {
    sendJson(response, 200, credentials);
    return;
  }
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('cannot get credentials for the provided token\n');
}
