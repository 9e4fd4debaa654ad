import { basename, resolve } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { FunctionSettings } from '../../service/functions/function-config.ts';
import { LambdaService } from '../../service/lambda-service.ts';
import { createLocalRunner } from '../../service/local-runner.ts';
import type { LambdaServiceOptions } from '../../service/service-options.ts';
import { builtBootstrap } from './built-layer.ts';

/** A service with the built layer, and the real client for it. */
export interface TestService extends AsyncDisposable {
  readonly service: LambdaService;
  readonly client: LambdaClient;
  /** `host:port`. */
  readonly address: string;
  /** What the service had to say. */
  readonly notices: readonly string[];
  /** Invokes a function and gives its result, parsed. */
  call(functionName: string, event?: unknown): Promise<unknown>;
}

const FIXTURES = 'test/fixtures/functions';

// Lambda's default of three seconds is little on a machine that does much else.
const PATIENCE_MS = 60_000;

/** Path of a function among the fixtures. */
export function fixture(name: string): string {
  return `${FIXTURES}/${name}.mjs`;
}

/**
 * Starts a service on a free port; without sandbox and limits unless a test asks for them, since not every machine has
 * them, and most tests are about something else. Fixtures, and functions that are given as such, have time enough.
 */
export async function startService(options: Partial<LambdaServiceOptions>): Promise<TestService> {
  const { paths = [], functions = [] } = options;
  const notices: string[] = [];
  const service = await LambdaService.start({
    onNotice: (line) => notices.push(line),
    createRunner: (setting) => createLocalRunner(builtBootstrap(), setting),
    sandbox: false,
    limits: false,
    // One caller after the other gets the same environment, also where its last steps take long.
    settlingMs: 5000,
    ...options,
    paths: paths.filter((path) => !isFixture(path)),
    functions: [...paths.filter(isFixture).map(settingsOf), ...functions].map(patient),
  });
  const client = new LambdaClient({
    endpoint: service.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  return {
    service,
    client,
    address: new URL(service.endpoint).host,
    notices,
    async call(functionName, event = {}) {
      const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
      const { Payload, FunctionError } = await client.send(command);
      const result = JSON.parse(Payload?.transformToString() ?? '');
      if (FunctionError !== undefined) throw new Error(result.errorMessage);
      return result;
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await service.close();
    },
  };
}

function isFixture(path: string): boolean {
  return path.startsWith(`${FIXTURES}/`);
}

function settingsOf(path: string): FunctionSettings {
  const name = basename(path, '.mjs');
  return { name, taskRoot: resolve(FIXTURES), handler: `${name}.handler` };
}

function patient(settings: FunctionSettings): FunctionSettings {
  return { timeoutMs: PATIENCE_MS, ...settings };
}
