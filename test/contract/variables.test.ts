import { expect, test } from 'vitest';
import { addedByBootstrap, BOOTSTRAPS, bootstrapBy, withoutShells, wordsAsVariables } from '../support/bootstraps.ts';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';

type Variables = Record<string, string>;

// Writes down what it was given before its own shell could change anything.
const WRAPPER = `#!/bin/sh
cat /proc/$$/environ >"$LAMBDA_TASK_ROOT/seen"
exec "$@"
`;

test.for(BOOTSTRAPS)(
  'a function finds the variables that it was given as they are, and the documented ones beside them: by %s',
  async (name, context) => {
    const { command, layer } = bootstrapBy(name, context);
    await using api = await startRecordedRuntimeApi([{}]);
    const { stderr, given } = await runFunction('returns-environment', { api, command, env: wordsAsVariables() });
    expect(stderr).toBe('');
    expect(withoutShells(api.responses[0] as Variables)).toEqual({
      ...withoutShells(given),
      ...addedByBootstrap(given, layer),
    });
  },
);

test.for(BOOTSTRAPS)('so do a wrapper and what it starts: by %s', async (name, context) => {
  const { command, layer } = bootstrapBy(name, context);
  const code = {
    'index.mjs': `import { readFileSync } from 'node:fs';
      const seen = readFileSync(process.env.LAMBDA_TASK_ROOT + '/seen', 'utf8').split('\\0').slice(0, -1);
      const parts = (line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)];
      export const handler = async () => [Object.fromEntries(seen.map(parts)), process.env];`,
    'wrap.sh': WRAPPER,
  };
  await using api = await startRecordedRuntimeApi([{}]);
  const env = { ...wordsAsVariables(), AWS_LAMBDA_EXEC_WRAPPER: './wrap.sh' };
  const { stderr, given } = await runFunction(code, { api, command, env });
  expect(stderr).toBe('');
  const expected = { ...withoutShells(given), ...addedByBootstrap(given, layer) };
  expect((api.responses[0] as Variables[]).map(withoutShells)).toEqual([expected, expected]);
});
