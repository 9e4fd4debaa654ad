/** The body of a request in an event. */
export interface EventBody {
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
}

// Every other one is base64, application/x-www-form-urlencoded and a missing one too, as the services do it.
const TEXT = /^(?:text\/.*|application\/(?:json|xml|javascript))$/;

/** The body as payload 2.0 and load balancers have it: text where its content type says so. */
export function eventBody(bytes: Buffer, contentType: string | undefined, contentEncoding?: string): EventBody {
  const isText = contentEncoding === undefined && TEXT.test(mediaType(contentType));
  return inEvent(bytes, !isText);
}

/** The body as REST APIs have it: text unless its content type was declared to be binary. */
export function declaredEventBody(
  bytes: Buffer,
  contentType: string | undefined,
  binaryTypes: readonly string[],
): EventBody {
  return inEvent(bytes, matchesMediaType(contentType, binaryTypes));
}

/** Whether a content type is among `image/png`, `image/*` and the like. */
export function matchesMediaType(contentType: string | undefined, types: readonly string[]): boolean {
  const type = mediaType(contentType);
  const [main] = type.split('/', 1);
  return types.some((each) => each === '*/*' || each.toLowerCase() === type || each.toLowerCase() === `${main}/*`);
}

function inEvent(bytes: Buffer, isBase64Encoded: boolean): EventBody {
  if (bytes.length === 0) return { body: undefined, isBase64Encoded: false };
  return { body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

function mediaType(contentType = ''): string {
  return contentType.split(';', 1).join().trim().toLowerCase();
}
