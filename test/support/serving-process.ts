import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { repository, startSnapboot } from './run-snapboot.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** `snapboot serve` in a process of its own, with temporary files and logs of its own, and the real client for it. */
export interface ServingProcess extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly pid: number;
  readonly client: LambdaClient;
  /** Where its temporary files are, and those of the services that were started in the same place. */
  readonly temporary: string;
  /** Each line that it writes to its terminal from now on goes to the one who has asked last. */
  onLine(take: (line: string) => void): void;
  invoke(functionName: string, event?: unknown): Promise<InvokeCommandOutput>;
  /** Sends a signal and gives exit code and signal. */
  end(signal: NodeJS.Signals): Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>;
}

/** What is served, and how. */
export interface ServingSetting {
  /** As in `snapboot.json`; paths are relative to the repository, and there is time enough. */
  readonly functions: readonly { readonly name: string; readonly path: string; readonly [key: string]: unknown }[];
  /** Further options of the command. */
  readonly options?: readonly string[];
  /** Where it puts its temporary files; left out, in a folder that goes with it. */
  readonly temporary?: string;
}

/** Starts it on a free port and waits until it listens. */
export async function startServing(setting: ServingSetting): Promise<ServingProcess> {
  const functions = setting.functions.map(({ path, ...rest }) => ({
    timeout: 60,
    ...rest,
    path: resolve(repository, path),
  }));
  const own = await temporaryFolder({ 'functions/snapboot.json': JSON.stringify({ functions }) });
  const { temporary = own.path, options = [] } = setting;
  const child = startSnapboot(
    ['serve', `${own.path}/functions`, '--port', '0', '--state', `${own.path}/logs`, ...options],
    { variables: { TMPDIR: temporary } },
  );
  let take: (line: string) => void = () => {};
  const endpoint = await listening(child, (line) => take(line));
  const client = new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  const end: ServingProcess['end'] = async (signal) => {
    const closed = once(child, 'exit');
    child.kill(signal);
    return (await closed) as [number | null, NodeJS.Signals | null];
  };
  return {
    child,
    pid: child.pid ?? 0,
    client,
    temporary,
    onLine(newTake) {
      take = newTake;
    },
    invoke: (FunctionName, event = {}) =>
      client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) })),
    end,
    async [Symbol.asyncDispose]() {
      client.destroy();
      child.stdout.resume();
      if (child.exitCode === null && child.signalCode === null) await end('SIGTERM');
      await own[Symbol.asyncDispose]();
    },
  };
}

/** Most memory that a process had so far, in megabytes. */
export function peakMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024);
}

async function listening(child: ChildProcessWithoutNullStreams, take: (line: string) => void): Promise<string> {
  const found = Promise.withResolvers<string>();
  let errors = '';
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.once('exit', () => found.reject(new Error(`snapboot serve has ended: ${errors}`)));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const endpoint = /is listening on (http:\S+)$/.exec(line)?.[1];
      if (endpoint !== undefined) found.resolve(endpoint);
      take(line);
    }
  });
  return found.promise;
}
