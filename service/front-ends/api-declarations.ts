import { existsSync, readFileSync } from 'node:fs';
import {
  type Check,
  checkKeys,
  DeclarationFault,
  objectOf,
  oneOf,
  trueOrFalse,
  wholeNumber,
} from '../functions/declaration-checks.ts';
import { readFunctionReference } from '../functions/function-reference.ts';
import { declarationsFile } from '../functions/functions-at-paths.ts';
import { corsSettings } from '../functions/url-declaration.ts';
import { UsageError } from '../usage-error.ts';
import { type ApiConfig, type ApiType, DEFAULT_STAGE, type HealthCheck } from './api-config.ts';
import { type ApiRoute, DEFAULT_ROUTE, readRouteKey } from './api-route.ts';

/** Which keys an API of a type may have besides name, type and routes. */
const KEYS: Readonly<Record<ApiType, readonly string[]>> = {
  'rest-api': ['stage', 'stageVariables', 'cors', 'binaryMediaTypes', 'timeout'],
  'http-api': ['stage', 'stageVariables', 'cors', 'timeout'],
  'load-balancer': ['multiValueHeaders', 'healthCheck'],
};
/** Seconds, API Gateway's own; that of REST APIs can be raised. */
const TIMEOUTS = { 'rest-api': { normal: 29, most: 900 }, 'http-api': { normal: 30, most: 30 } } as const;
/** Seconds between two health checks of a function. */
const DEFAULT_INTERVAL = 35;
const apiType = oneOf('rest-api', 'http-api', 'load-balancer');

/**
 * Reads the APIs that are declared beside functions.
 *
 * @param paths as they were given for functions: those without a file of declarations have no APIs
 * @throws UsageError with one line that names the file, the key, what is allowed and what was found
 */
export function readApis(paths: readonly string[]): readonly ApiConfig[] {
  const files = new Set(paths.flatMap((path) => declarationsFile(path) ?? []));
  const apis = [...files].filter((file) => existsSync(file)).flatMap(apisIn);
  const names = apis.map(({ name }) => name);
  const second = names.find((name, index) => names.indexOf(name) !== index);
  if (second !== undefined) throw new UsageError(`two APIs are named ${second}`);
  return apis;
}

function apisIn(file: string): readonly ApiConfig[] {
  try {
    const { apis = [] } = JSON.parse(readFileSync(file, 'utf8'));
    if (!Array.isArray(apis)) throw new DeclarationFault('a list of APIs', apis, 'apis');
    return apis.map((each, index) => declaredApi(each, `apis[${index}]`));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
    throw new UsageError(`${file}: ${reason}`, { cause: error });
  }
}

function declaredApi(value: unknown, key: string): ApiConfig {
  const declared = objectOf(value, key, 'an object');
  const type = apiType(declared.type, `${key}.type`, '');
  checkKeys(declared, ['name', 'type', 'routes', ...KEYS[type]], key);
  const optional = <T>(name: string, check: Check<T>): T | undefined =>
    declared[name] === undefined ? undefined : check(declared[name], `${key}.${name}`, '');
  return {
    name: apiName(declared.name, `${key}.name`, ''),
    type,
    stage: optional('stage', type === 'http-api' ? stageOrDefault : stage) ?? defaultStage(type),
    stageVariables: optional('stageVariables', variables),
    cors: optional('cors', corsSettings),
    binaryMediaTypes: optional('binaryMediaTypes', mediaTypes) ?? [],
    multiValueHeaders: optional('multiValueHeaders', trueOrFalse) ?? false,
    healthCheck: optional('healthCheck', healthCheck),
    timeoutMs: timeoutOf(type, declared.timeout, `${key}.timeout`) * 1000,
    routes: routesOf(declared.routes, `${key}.routes`, type),
  };
}

function defaultStage(type: ApiType): string {
  return type === 'rest-api' ? 'prod' : DEFAULT_STAGE;
}

function timeoutOf(type: ApiType, value: unknown, key: string): number {
  if (type === 'load-balancer') return Number.POSITIVE_INFINITY;
  const { normal, most } = TIMEOUTS[type];
  return value === undefined ? normal : wholeNumber(1, most, 'seconds')(value, key, '');
}

function routesOf(value: unknown, key: string, type: ApiType): readonly ApiRoute[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new DeclarationFault('a list of one route or more', value, key);
  }
  const routes = value.map((each, index) => routeOf(each, `${key}[${index}]`, type));
  const keys = routes.map((route) => route.key);
  const second = keys.findIndex((each, index) => keys.indexOf(each) !== index);
  if (second === -1) return routes;
  throw new DeclarationFault('a route that no other one is', keys[second], `${key}[${second}].route`);
}

function routeOf(value: unknown, key: string, type: ApiType): ApiRoute {
  const declared = objectOf(value, key, 'an object');
  checkKeys(declared, ['route', 'function', ...(type === 'rest-api' ? ['stream'] : [])], key);
  const route = typeof declared.route === 'string' ? readRouteKey(declared.route) : undefined;
  const isAllowed = route !== undefined && (route.key !== DEFAULT_ROUTE || type !== 'rest-api');
  const examples = type === 'rest-api' ? '' : ', "$default"';
  if (!isAllowed) {
    throw new DeclarationFault(
      `a route such as "GET /orders/{id}", "ANY /{proxy+}"${examples}`,
      declared.route,
      `${key}.route`,
    );
  }
  const isStreamed = declared.stream !== undefined && trueOrFalse(declared.stream, `${key}.stream`, '');
  return { ...route, function: functionOf(declared.function, `${key}.function`), isStreamed };
}

function functionOf(value: unknown, key: string): ApiRoute['function'] {
  const expected = 'the name of a function, or a name and an alias such as "orders:live"';
  if (typeof value !== 'string') throw new DeclarationFault(expected, value, key);
  try {
    return readFunctionReference(value);
  } catch {
    throw new DeclarationFault(expected, value, key);
  }
}

const apiName: Check<string> = (value, key) => {
  if (typeof value === 'string' && /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(value)) return value;
  throw new DeclarationFault('1 to 63 small letters, digits and -, as in a host name', value, key);
};

const stage: Check<string> = (value, key) => {
  if (typeof value === 'string' && /^[\w-]{1,128}$/.test(value)) return value;
  throw new DeclarationFault('1 to 128 letters, digits, - and _', value, key);
};

const stageOrDefault: Check<string> = (value, key, folder) =>
  value === DEFAULT_STAGE ? value : stage(value, key, folder);

const healthCheck: Check<HealthCheck> = (value, key) => {
  const { path = '/', interval = DEFAULT_INTERVAL, ...others } = objectOf(value, key, 'an object');
  checkKeys({ ...others }, ['path', 'interval'], key);
  if (typeof path !== 'string' || !/^\/[\x21-\x7e]*$/.test(path)) {
    throw new DeclarationFault('a path that begins with /', path, `${key}.path`);
  }
  return { path, intervalMs: wholeNumber(1, 300, 'seconds')(interval, `${key}.interval`, '') * 1000 };
};

const variables: Check<Readonly<Record<string, string>>> = (value, key) => {
  const entries = Object.entries(objectOf(value, key, 'an object of names and texts'));
  return Object.fromEntries(
    entries.map(([name, text]) => {
      if (typeof text !== 'string') throw new DeclarationFault('a text', text, `${key}.${name}`);
      return [name, text] as const;
    }),
  );
};

const mediaTypes: Check<readonly string[]> = (value, key) => {
  const isType = (each: unknown): boolean => typeof each === 'string' && /^[^\s/]+\/[^\s/]+$/.test(each);
  if (Array.isArray(value) && value.every(isType)) return value;
  throw new DeclarationFault('a list of content types such as "image/*"', value, key);
};
