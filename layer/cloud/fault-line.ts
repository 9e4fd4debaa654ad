import { CloudError } from './cloud-error.ts';

const NO_CREDENTIALS = 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
const EXPIRED = 'the credentials have expired: sign in again';
const REFUSED =
  'the region does not accept these credentials: are they right, and is the region enabled for the account?';
const THROTTLED = 'Lambda has taken too many calls at a time, try again later';

// By the names that the errors of the SDK have; the text of AWS follows in brackets.
const EXPLANATIONS: Readonly<Record<string, string>> = {
  AccessDenied: 'access denied',
  AccessDeniedException: 'access denied',
  CredentialsProviderError: `no credentials: ${NO_CREDENTIALS}`,
  ExpiredTokenException: EXPIRED,
  ExpiredToken: EXPIRED,
  UnrecognizedClientException: REFUSED,
  InvalidClientTokenId: REFUSED,
  InvalidSignatureException: REFUSED,
  NoSuchBucket: 'there is no such bucket: --bucket names one in the region of the function',
  PermanentRedirect: 'the bucket is in another region than the function',
  TooManyRequestsException: THROTTLED,
  ThrottlingException: THROTTLED,
  CodeStorageExceededException: 'the code storage of the account is full',
};

const NO_HOST = ['ENOTFOUND', 'EAI_NODATA'];

/**
 * What AWS, or the way to AWS, has against a call, in one line.
 *
 * @returns `undefined` when the error is none of these but a fault of ours
 */
export function faultLine(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof CloudError) return error.message;
  const explanation = EXPLANATIONS[error.name];
  if (explanation !== undefined) return oneLine(`${explanation} (${error.message})`);
  // The SDK marks the errors that AWS answers with, and all others that a call of its own ends with.
  if ('$fault' in error) return oneLine(`${error.name}: ${error.message}`);
  return '$metadata' in error ? callFault(error) : undefined;
}

/**
 * Waits for `work`, and tells what AWS has against it in one line.
 *
 * @param place what the line begins with, such as a region
 * @throws CloudError for faults of AWS; everything else as it comes
 */
export async function explained<T>(place: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const line = faultLine(error);
    if (line === undefined || error instanceof CloudError) throw error;
    throw new CloudError(place === undefined ? line : `${place}: ${line}`, { cause: error });
  }
}

function callFault(error: Error): string {
  if (error instanceof SyntaxError) return 'what answers there is not AWS';
  const code = 'code' in error ? String(error.code) : error.name;
  const reason = oneLine(error.message) || code;
  return NO_HOST.includes(code) ? `AWS has no such endpoint (${reason})` : `the call has failed (${reason})`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
