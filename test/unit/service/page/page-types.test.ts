import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { repository } from '../../../support/run-snapboot.ts';

// Everything else is checked without the types of a browser, which would hide mistakes there.
test('the code of the page is right about the browser it runs in', async () => {
  const tsc = `${repository}node_modules/.bin/tsc`;
  const run = promisify(execFile)(tsc, ['--noEmit', '--project', 'service/page/client'], { cwd: repository });
  const { stdout } = await run.catch((error: { readonly stdout: string }) => error);
  expect(stdout).toBe('');
});
