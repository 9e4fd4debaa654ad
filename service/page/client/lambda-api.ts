/** How an invocation was answered. */
export interface InvokeAnswer {
  readonly status: number;
  readonly durationMs: number;
  readonly payload: string;
  /** The function has failed, or Lambda has refused. */
  readonly errorType: string | undefined;
  readonly requestId: string;
  readonly executedVersion: string | undefined;
  /** The last 4 KB. */
  readonly logTail: string;
}

/** What to invoke, and how. */
export interface InvokeOrder {
  readonly functionName: string;
  readonly qualifier: string;
  readonly type: 'RequestResponse' | 'Event';
  readonly event: string;
}

/** Invokes a function. Throws TypeError when the service does not answer. */
export async function invoke({ functionName, qualifier, type, event }: InvokeOrder): Promise<InvokeAnswer> {
  const started = performance.now();
  const response = await fetch(pathOf('2015-03-31', functionName, 'invocations', qualifier), {
    method: 'POST',
    headers: { 'x-amz-invocation-type': type, ...(type === 'RequestResponse' && { 'x-amz-log-type': 'Tail' }) },
    body: event,
  });
  const payload = await response.text();
  const { headers } = response;
  return {
    status: response.status,
    durationMs: performance.now() - started,
    payload,
    errorType: headers.get('x-amz-function-error') ?? headers.get('x-amzn-errortype') ?? undefined,
    requestId: headers.get('x-amzn-requestid') ?? '',
    executedVersion: headers.get('x-amz-executed-version') ?? undefined,
    logTail: decodeBase64(headers.get('x-amz-log-result') ?? ''),
  };
}

export interface FunctionConfiguration {
  readonly [key: string]: unknown;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly Layers?: readonly { readonly Arn: string }[];
}

export interface Alias {
  readonly Name: string;
  readonly FunctionVersion: string;
  readonly Description?: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights?: Readonly<Record<string, number>> };
}

/** All that Lambda says of a function. */
export interface FunctionFacts {
  readonly configuration: FunctionConfiguration;
  readonly versions: readonly FunctionConfiguration[];
  readonly aliases: readonly Alias[];
  readonly urls: readonly { readonly FunctionUrl: string; readonly AuthType: string }[];
}

/** Asks for all that Lambda knows of a function. */
export async function factsOf(functionName: string): Promise<FunctionFacts> {
  const [configuration, versions, aliases, urls] = await Promise.all([
    get<FunctionConfiguration>(pathOf('2015-03-31', functionName, 'configuration')),
    get<{ Versions: FunctionConfiguration[] }>(pathOf('2015-03-31', functionName, 'versions')).catch(() => undefined),
    get<{ Aliases: Alias[] }>(pathOf('2015-03-31', functionName, 'aliases')).catch(() => undefined),
    get<{ FunctionUrlConfigs: FunctionFacts['urls'] }>(pathOf('2021-10-31', functionName, 'urls')).catch(
      () => undefined,
    ),
  ]);
  return {
    configuration,
    versions: versions?.Versions ?? [],
    aliases: aliases?.Aliases ?? [],
    urls: urls?.FunctionUrlConfigs ?? [],
  };
}

async function get<Answer>(path: string): Promise<Answer> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${response.status} ${response.headers.get('x-amzn-errortype') ?? ''}`);
  return (await response.json()) as Answer;
}

function pathOf(date: string, functionName: string, what: string, qualifier = ''): string {
  const query = qualifier === '' ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`;
  return `/${date}/functions/${encodeURIComponent(functionName)}/${what}${query}`;
}

function decodeBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
}
