import { fstatSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { RuntimeError } from '../errors/runtime-error.ts';
import type { HostPort } from '../http/tcp-socket.ts';
import type { LogSettings } from '../logging/console-capture.ts';
import { LOG_LEVELS } from '../protocol/log-frame.ts';

/** What the service says about the function and its environment, the same for all invocations. */
export interface RuntimeEnvironment {
  /** As configured: `folder/file.export`. */
  readonly handler: string;
  /** Folder of the function's code, absolute. */
  readonly taskRoot: string;
  readonly functionName: string | undefined;
  readonly functionVersion: string | undefined;
  /** Megabytes, in decimal digits. */
  readonly memoryLimitInMB: string | undefined;
  readonly logGroupName: string | undefined;
  readonly logStreamName: string | undefined;
  /** Where the function may write. */
  readonly temporaryFolder: string;
  /** Whether that folder is emptied between invocations. */
  readonly cleanTemporaryFolder: boolean;
  /** Whether functions find `globalThis.awslambda`. */
  readonly globalAwslambda: boolean;
}

/** Where the Runtime API listens. Throws RuntimeError with one line that names the variable and what it holds. */
export function readRuntimeApiAddress(env: NodeJS.ProcessEnv): HostPort {
  const text = required(env, 'AWS_LAMBDA_RUNTIME_API', 'host:port of the Runtime API');
  const match = /^([^:\s/]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535 || String(port) !== match[2]) {
    throw wrong('AWS_LAMBDA_RUNTIME_API', 'host:port', text);
  }
  return { host: match[1], port };
}

/** Whether functions find `globalThis.awslambda`. */
export function globalAwslambda(env: NodeJS.ProcessEnv): boolean {
  return !['1', 'true'].includes(env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? '');
}

/** Throws RuntimeError with one line that names the variable and what it holds. */
export function readRuntimeEnvironment(env: NodeJS.ProcessEnv): RuntimeEnvironment {
  return {
    handler: required(env, '_HANDLER', 'the handler, such as index.handler'),
    taskRoot: readTaskRoot(env),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    temporaryFolder: env.TMPDIR || '/tmp',
    cleanTemporaryFolder: env.SNAPBOOT_TMP === 'clean',
    globalAwslambda: globalAwslambda(env),
  };
}

/** Reads how to log, and takes the telemetry descriptor out of the environment: child processes must not see it. */
export function takeLogSettings(env: NodeJS.ProcessEnv): LogSettings {
  const descriptor = Number(env._LAMBDA_TELEMETRY_LOG_FD);
  delete env._LAMBDA_TELEMETRY_LOG_FD;
  const level = env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase();
  return {
    json: env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON',
    lowestLevel: LOG_LEVELS.find((known) => known === level) ?? 'TRACE',
    descriptor: Number.isInteger(descriptor) && descriptor > 0 && isOpen(descriptor) ? descriptor : undefined,
  };
}

/** Logs that nobody could ever read would be lost without a word. */
function isOpen(descriptor: number): boolean {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

function readTaskRoot(env: NodeJS.ProcessEnv): string {
  const taskRoot = required(env, 'LAMBDA_TASK_ROOT', "the folder of the function's code");
  if (!isAbsolute(taskRoot) || statSync(taskRoot, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw wrong('LAMBDA_TASK_ROOT', 'the absolute path of a folder that exists', taskRoot);
  }
  return taskRoot;
}

function required(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name];
  if (value === undefined) throw new RuntimeError('Runtime.PlatformError', `${name} is not set: it must hold ${what}`);
  if (value === '') throw new RuntimeError('Runtime.PlatformError', `${name} is empty: it must hold ${what}`);
  return value;
}

function wrong(name: string, expected: string, found: string): RuntimeError {
  return new RuntimeError('Runtime.PlatformError', `${name} must be ${expected}, found ${JSON.stringify(found)}`);
}
