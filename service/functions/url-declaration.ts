import type { CorsSettings } from '../http/cors-settings.ts';
import {
  type Check,
  checkKeys,
  DeclarationFault,
  objectOf,
  oneOf,
  trueOrFalse,
  wholeNumber,
} from './declaration-checks.ts';
import type { FunctionUrlSettings } from './function-url-settings.ts';

// Lambda's own limits.
const MAX_VALUES = 100;
const maxAge = wholeNumber(0, 86_400, 'seconds');
const authType = oneOf('NONE', 'AWS_IAM');
const invokeMode = oneOf('BUFFERED', 'RESPONSE_STREAM');

/** `true` for a URL without further words, or its settings. Nothing for `false`. */
export const functionUrl: Check<FunctionUrlSettings | 'none'> = (value, key, folder) => {
  if (value === false) return 'none';
  if (value === true) return { authType: 'NONE', invokeMode: 'BUFFERED', cors: undefined };
  const url = objectOf(value, key, 'true or an object');
  checkKeys(url, ['authType', 'invokeMode', 'cors'], key);
  return {
    authType: url.authType === undefined ? 'NONE' : authType(url.authType, `${key}.authType`, folder),
    invokeMode: url.invokeMode === undefined ? 'BUFFERED' : invokeMode(url.invokeMode, `${key}.invokeMode`, folder),
    cors: url.cors === undefined ? undefined : corsSettings(url.cors, `${key}.cors`, folder),
  };
};

/** Which pages of other origins may see answers. */
export const corsSettings: Check<CorsSettings> = (value, key, folder) => {
  const cors = objectOf(value, key, 'an object');
  const lists = ['allowOrigins', 'allowMethods', 'allowHeaders', 'exposeHeaders'] as const;
  checkKeys(cors, [...lists, 'allowCredentials', 'maxAge'], key);
  const [allowOrigins = [], allowMethods = [], allowHeaders = [], exposeHeaders = []] = lists.map((name) =>
    cors[name] === undefined ? [] : headerTexts(cors[name], `${key}.${name}`, folder),
  );
  const credentials = cors.allowCredentials;
  return {
    allowOrigins,
    allowMethods,
    allowHeaders,
    exposeHeaders,
    allowCredentials: credentials !== undefined && trueOrFalse(credentials, `${key}.allowCredentials`, folder),
    maxAge: cors.maxAge === undefined ? undefined : maxAge(cors.maxAge, `${key}.maxAge`, folder),
  };
};

const headerTexts: Check<readonly string[]> = (value, key) => {
  const isText = (each: unknown): boolean => typeof each === 'string' && /^[\x21-\x7e]+$/.test(each);
  if (Array.isArray(value) && value.length <= MAX_VALUES && value.every(isText)) return value;
  throw new DeclarationFault(`a list of ${MAX_VALUES} texts at most, without spaces`, value, key);
};
