import { randomBytes } from 'node:crypto';
import {
  list,
  type MembersOf,
  oneOf,
  readMembers,
  required,
  structure,
  text,
  trueOrFalse,
  whole,
} from '../control-plane/members.ts';
import type { Operation, OperationCall } from '../control-plane/operation.ts';
import { pageOf } from '../control-plane/page.ts';
import { functionArn } from '../functions/function-arn.ts';
import { invalid, readFunctionReference } from '../functions/function-reference.ts';
import type { CorsSettings } from '../http/cors-settings.ts';
import { ServiceError } from '../http/service-error.ts';
import { type FunctionUrl, type FunctionUrlOwner, functionUrlHost } from './function-url.ts';
import type { FunctionUrls } from './function-urls.ts';

/** What the operations work on. */
export interface FunctionUrlDependencies {
  readonly urls: FunctionUrls;
  readonly functions: {
    /** Throws ServiceError ResourceNotFoundException for an unknown function or alias. */
    find(name: string, qualifier: string | undefined): unknown;
  };
}

/** As SDKs have it. */
interface Cors {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAge?: number;
}

const PATH = '/2021-10-31/functions/{FunctionName}/url';
const ALIAS = /^(?!\d+$)[\w-]+$/;
// They go into headers of answers.
const HEADER_TEXT = /^[\x20-\x7e]*$/;
const HEADER_NAMES = list(text({ max: 1024, pattern: HEADER_TEXT }), { max: 100 });
const CORS: MembersOf<Cors> = {
  AllowCredentials: trueOrFalse(),
  AllowHeaders: HEADER_NAMES,
  AllowMethods: list(text({ max: 6, pattern: HEADER_TEXT }), { max: 6 }),
  AllowOrigins: list(text({ min: 1, max: 253, pattern: HEADER_TEXT }), { max: 100 }),
  ExposeHeaders: HEADER_NAMES,
  MaxAge: whole(0, 86_400),
};
const MEMBERS = {
  AuthType: oneOf('NONE', 'AWS_IAM'),
  InvokeMode: oneOf('BUFFERED', 'RESPONSE_STREAM'),
  Cors: structure(CORS),
};

/** CreateFunctionUrlConfig and the like. */
export function functionUrlOperations(dependencies: FunctionUrlDependencies): readonly Operation[] {
  const on = (run: (dependencies: FunctionUrlDependencies, call: OperationCall) => object | undefined) => ({
    path: PATH,
    run: (call: OperationCall) => run(dependencies, call),
  });
  return [
    { name: 'CreateFunctionUrlConfig', method: 'POST', status: 201, ...on(create) },
    { name: 'GetFunctionUrlConfig', method: 'GET', status: 200, ...on(get) },
    { name: 'UpdateFunctionUrlConfig', method: 'PUT', status: 200, ...on(update) },
    { name: 'DeleteFunctionUrlConfig', method: 'DELETE', status: 204, ...on(remove) },
    { name: 'ListFunctionUrlConfigs', method: 'GET', status: 200, ...on(listAll), path: `${PATH}s` },
  ];
}

function create({ urls, functions }: FunctionUrlDependencies, call: OperationCall): object {
  const { AuthType, InvokeMode = 'BUFFERED', Cors: cors } = readMembers(call.input, MEMBERS);
  const authType = required(AuthType, 'AuthType');
  const owner = ownerOf(call);
  functions.find(owner.functionName, owner.qualifier);
  if (urls.byOwner(owner) !== undefined) {
    const message = `Failed to create function url config for [functionArn = ${arnOf(owner)}]. Error message:  FunctionUrlConfig exists for this Lambda function`;
    throw new ServiceError('ResourceConflictException', message);
  }
  const now = Date.now();
  const times = { createdMs: now, modifiedMs: now };
  const url = { urlId: newUrlId(), ...owner, authType, invokeMode: InvokeMode, cors: settingsOf(cors), ...times };
  urls.put(url);
  const { LastModifiedTime: _, ...created } = described(url, call);
  return created;
}

function get({ urls }: FunctionUrlDependencies, call: OperationCall): object {
  return described(existing(urls, ownerOf(call)), call);
}

/** What is not given stays. */
function update({ urls }: FunctionUrlDependencies, call: OperationCall): object {
  const { AuthType, InvokeMode, Cors: cors } = readMembers(call.input, MEMBERS);
  const before = changeable(urls, call);
  const url = {
    ...before,
    authType: AuthType ?? before.authType,
    invokeMode: InvokeMode ?? before.invokeMode,
    cors: settingsOf(cors) ?? before.cors,
    modifiedMs: Date.now(),
  };
  urls.put(url);
  return described(url, call);
}

function remove({ urls }: FunctionUrlDependencies, call: OperationCall): undefined {
  urls.delete(changeable(urls, call));
}

function listAll({ urls, functions }: FunctionUrlDependencies, call: OperationCall): object {
  const { functionName } = ownerOf(call);
  functions.find(functionName, undefined);
  const found = urls.all.filter((url) => url.functionName === functionName);
  const ordered = found.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const { items, ...next } = pageOf(ordered, keyOf, call.query);
  return { FunctionUrlConfigs: items.map((url) => described(url, call)), ...next };
}

/** A URL as answers have it. */
function described(url: FunctionUrl, { endpoint }: OperationCall): Readonly<Record<string, unknown>> {
  const { port } = new URL(endpoint);
  return {
    FunctionUrl: `http://${functionUrlHost(url)}${port === '' ? '' : `:${port}`}/`,
    FunctionArn: arnOf(url),
    AuthType: url.authType,
    ...(url.cors && { Cors: corsOf(url.cors) }),
    CreationTime: new Date(url.createdMs).toISOString(),
    LastModifiedTime: new Date(url.modifiedMs).toISOString(),
    InvokeMode: url.invokeMode,
  };
}

function ownerOf({ parts: [name = ''], query }: OperationCall): FunctionUrlOwner {
  const given = query.get('Qualifier') ?? undefined;
  if (given !== undefined && (!ALIAS.test(given) || given.length > 128)) {
    throw invalid(given, 'qualifier', `satisfy regular expression pattern: ${ALIAS.source}`);
  }
  const { name: functionName, qualifier } = readFunctionReference(name, given);
  return { functionName, qualifier };
}

function existing(urls: FunctionUrls, owner: FunctionUrlOwner): FunctionUrl {
  const url = urls.byOwner(owner);
  if (url !== undefined) return url;
  throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.');
}

function changeable(urls: FunctionUrls, call: OperationCall): FunctionUrl {
  const url = existing(urls, ownerOf(call));
  if (!urls.isDeclared(url)) return url;
  const message = `The URL of ${url.functionName} is declared in a file, and is changed there.`;
  throw new ServiceError('ResourceConflictException', message);
}

function settingsOf(cors: Cors | undefined): CorsSettings | undefined {
  if (cors === undefined) return undefined;
  return {
    allowOrigins: cors.AllowOrigins ?? [],
    allowMethods: cors.AllowMethods ?? [],
    allowHeaders: cors.AllowHeaders ?? [],
    exposeHeaders: cors.ExposeHeaders ?? [],
    allowCredentials: cors.AllowCredentials ?? false,
    maxAge: cors.MaxAge,
  };
}

function corsOf(settings: CorsSettings): Cors {
  const { allowOrigins, allowMethods, allowHeaders, exposeHeaders, allowCredentials, maxAge } = settings;
  return {
    ...(allowCredentials && { AllowCredentials: true }),
    ...(allowHeaders.length > 0 && { AllowHeaders: allowHeaders }),
    ...(allowMethods.length > 0 && { AllowMethods: allowMethods }),
    ...(allowOrigins.length > 0 && { AllowOrigins: allowOrigins }),
    ...(exposeHeaders.length > 0 && { ExposeHeaders: exposeHeaders }),
    ...(maxAge !== undefined && { MaxAge: maxAge }),
  };
}

function arnOf({ functionName, qualifier }: FunctionUrlOwner): string {
  return functionArn(functionName, qualifier);
}

function keyOf({ qualifier = '' }: FunctionUrlOwner): string {
  return qualifier;
}

function newUrlId(): string {
  return [...randomBytes(32)].map((byte) => (byte % 36).toString(36)).join('');
}
