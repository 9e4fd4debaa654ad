import { expect, test } from 'vitest';
import type { ErrorResponse } from '../../runtime/protocol/error-response.ts';
import { compiledFunction } from '../support/compiled-function.ts';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';

const FILES = {
  'index.mjs': `const fail = () => { throw new TypeError('no words'); };
    export const handler = async (own) => {
      const error = new Error('once');
      if (own === 'toString') Object.defineProperty(error, own, { value: fail });
      else if (own === 'getter') Object.defineProperty(error, 'name', { get: fail });
      else if (own !== '') error[own] = { toString: fail };
      throw error;
    };`,
};

test('an error that cannot be put into words is reported of a built function as of an unbuilt one', async () => {
  const events = ['toString', 'name', 'message', 'getter', ''];
  await using compiled = await compiledFunction(FILES);
  await using unbuilt = await startRecordedRuntimeApi([...events]);
  await runFunction(FILES, { api: unbuilt });
  await using api = await startRecordedRuntimeApi([...events]);
  const env = { LAMBDA_TASK_ROOT: compiled.path };
  const { end } = await runFunction(FILES, { api, cwd: compiled.path, env });
  expect(end).toBe('idle');
  expect(heads(api.errors)).toEqual(heads(unbuilt.errors));
  expect(api.errors.at(-1)).toHaveProperty('trace.1', expect.stringContaining('index.mjs:3:'));
  expect(api.errors).toHaveLength(events.length);
});

/** Without the places in the files. */
function heads(errors: readonly unknown[]): readonly unknown[] {
  return (errors as readonly ErrorResponse[]).map(({ trace, ...error }) => ({ ...error, heading: trace[0] }));
}
