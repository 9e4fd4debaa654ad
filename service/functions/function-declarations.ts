import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import {
  type Check,
  checkKeys,
  DeclarationFault,
  environment,
  functionName,
  handler,
  layers,
  objectOf,
  oneOf,
  path,
  trueOrFalse,
  wholeNumber,
} from './declaration-checks.ts';
import { type FunctionConfig, functionConfig, type LogFormat, type TracingMode } from './function-config.ts';
import { functionNameOf } from './function-name.ts';
import { readFunctionPath } from './function-path.ts';
import type { FunctionUrlSettings } from './function-url-settings.ts';
import { functionUrl } from './url-declaration.ts';

/** The file in a folder that says which functions there are. */
export const DECLARATIONS_FILE = 'snapboot.json';

/** One element of `functions` in snapboot.json: what its author has written, checked. */
interface Declaration {
  readonly name?: string;
  readonly path?: string;
  readonly handler?: string;
  readonly memory?: number;
  readonly timeout?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly layers?: readonly string[];
  readonly ephemeralStorage?: number;
  readonly logFormat?: LogFormat;
  readonly tracing?: TracingMode;
  readonly snapStart?: boolean;
  readonly url?: FunctionUrlSettings | 'none';
}

// Names and limits are Lambda's own.
const CHECKS: { readonly [Key in keyof Declaration]-?: Check<NonNullable<Declaration[Key]>> } = {
  name: functionName,
  path,
  handler,
  memory: wholeNumber(128, 10_240, 'MB'),
  timeout: wholeNumber(1, 900, 'seconds'),
  environment,
  layers,
  ephemeralStorage: wholeNumber(512, 10_240, 'MB'),
  logFormat: oneOf('Text', 'JSON'),
  tracing: oneOf('Active', 'PassThrough'),
  snapStart: trueOrFalse,
  url: functionUrl,
};

/**
 * Reads a file that declares functions: `{"functions": [{"name", "path", "handler", …}, …]}`. Relative paths in it
 * start at its own folder.
 *
 * @throws UsageError with one line that names the file, the key, what is allowed and what was found
 */
export function readDeclarations(file: string): readonly FunctionConfig[] {
  const text = readText(file);
  try {
    return declaredFunctions(JSON.parse(text), dirname(resolve(file)));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
    const fault = error instanceof SyntaxError ? `no JSON: ${reason}` : reason;
    throw new UsageError(`${file}: ${fault}`, { cause: error });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${(error as NodeJS.ErrnoException).code}`, { cause: error });
  }
}

function declaredFunctions(value: unknown, folder: string): readonly FunctionConfig[] {
  const whole = objectOf(value, 'the file', 'an object with the key functions');
  // What else a build has written there is not of the service.
  checkKeys(whole, ['functions', 'apis', 'alarms', 'built'], 'the file');
  const { functions: declared } = whole;
  if (!Array.isArray(declared) || declared.length === 0) {
    throw new DeclarationFault('a list of one function or more', declared, 'functions');
  }
  const functions = declared.map((each, index) => declaredFunction(each, `functions[${index}]`, folder));
  const names = functions.map(({ name }) => name);
  const second = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (second === -1) return functions;
  throw new DeclarationFault('a name that no other function has', names[second], `functions[${second}].name`);
}

function declaredFunction(value: unknown, key: string, folder: string): FunctionConfig {
  const declaration = checked(objectOf(value, key, 'an object'), key, folder);
  const place = placeOf(declaration, key, folder);
  const { name = functionNameOf(place), memory, timeout, ephemeralStorage } = declaration;
  return functionConfig({
    name,
    ...place,
    ...(memory !== undefined && { memoryMb: memory }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(declaration.environment && { variables: declaration.environment }),
    ...(declaration.layers && { layers: declaration.layers }),
    ...(ephemeralStorage !== undefined && { ephemeralStorageMb: ephemeralStorage }),
    ...(declaration.logFormat && { logFormat: declaration.logFormat }),
    ...(declaration.tracing && { tracing: declaration.tracing }),
    ...(declaration.snapStart && { snapStart: true }),
    ...(declaration.url !== undefined && declaration.url !== 'none' && { url: declaration.url }),
  });
}

function checked(value: Readonly<Record<string, unknown>>, key: string, folder: string): Declaration {
  checkKeys(value, Object.keys(CHECKS), key);
  const entries = Object.entries(value).map(([name, given]) => {
    const check = CHECKS[name as keyof Declaration];
    return [name, check(given, `${key}.${name}`, folder)] as const;
  });
  return Object.fromEntries(entries);
}

function placeOf(declaration: Declaration, key: string, folder: string): ReturnType<typeof readFunctionPath> {
  try {
    return readFunctionPath(resolve(folder, declaration.path ?? '.'), declaration.handler);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // Its advice on the command line does not hold here.
    throw new Error(`${key}: ${error.message.replace('use --handler', 'give a handler')}`, { cause: error });
  }
}
