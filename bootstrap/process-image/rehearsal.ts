import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { ConnectionLostError } from '../../runtime/http/http1-connection.ts';
import type { ModuleLoader } from '../../runtime/init/module-loader.ts';
import { runRuntime } from '../../runtime/start-runtime.ts';
import { divertOutput } from './diverted-output.ts';
import { openRehearsalApi, type RehearsedCall } from './rehearsal-api.ts';

/** Throw-away functions by the names of their files: every way in which a function is loaded, logs and answers. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  'buffered.cjs': `const { join } = require('node:path'); const own = require('./own.cjs');
    exports.handler = async (event, context) => { console.log(own, event, join(context.awsRequestId)); return { event }; };`,
  'streamed.cjs': `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.setContentType('application/json'); stream.write('{'); stream.end('}'); });`,
  'failing.cjs': `exports.handler = (event, context, callback) => { callback(new TypeError('rehearsal')); };`,
  'imported.mjs': `import { join } from 'node:path'; const { own } = await import('./own.mjs');
    export const handler = async (event) => { console.error('%s', join('a', own), event); return own; };`,
  'streamed-module.mjs': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
      const head = { statusCode: 200, headers: { 'content-type': 'text/plain' } };
      const body = awslambda.HttpResponseStream.from(stream, head); body.write('rehearsal'); body.end(); });`,
};
const BESIDE: Readonly<Record<string, string>> = {
  'own.cjs': `module.exports = 'rehearsal';`,
  'own.mjs': `export const own = 'rehearsal';`,
  'package.json': '{"name":"rehearsal"}',
};
const EVENTS: readonly unknown[] = [{ key: 'value' }, [1, 2.5, null, 'text'], 'text'];

/** What a rehearsal is made with. */
export interface Stage {
  readonly loader: ModuleLoader;
  /** Takes away what a run has changed of this process. */
  readonly putBack: () => void;
}

/**
 * Runs the whole runtime in this process against a Lambda of its own, so that what a start and the first invocations
 * call is compiled. Each round loads its functions anew, from where no other has been.
 */
export async function rehearse(stage: Stage, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'snapboot-rehearsal-'));
    try {
      for (const [name, text] of Object.entries({ ...FUNCTIONS, ...BESIDE })) writeFileSync(join(folder, name), text);
      for (const file of Object.keys(FUNCTIONS)) {
        const variables = { LAMBDA_TASK_ROOT: folder, _HANDLER: `${parse(file).name}.handler`, NODE_PATH: undefined };
        await rehearseEvents(stage, EVENTS, variables);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/**
 * Has the runtime answer these events with a function, until it asks for another one. Nothing that it writes is seen.
 *
 * @returns the calls that answered them
 * @throws where there was another end than that the events were used up
 */
export async function rehearseEvents(
  { loader, putBack }: Stage,
  events: readonly unknown[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<readonly RehearsedCall[]> {
  const api = await openRehearsalApi(events);
  const release = divertOutput(() => {});
  try {
    const { address, credentials } = api;
    setVariables({
      ...variables,
      AWS_LAMBDA_RUNTIME_API: address,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: credentials,
    });
    await runRuntime(loader);
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
  } finally {
    release();
    putBack();
    await api.close();
  }
  if (api.calls.length < events.length) throw new Error(`a rehearsal gave ${api.calls.length} answers`);
  return api.calls;
}

function setVariables(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
