import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../../layer/command.ts';
import {
  compileParts,
  compileProgram,
  HOSTED_SOURCES,
  SANITIZERS,
  whyNot,
} from '../../../scripts/fuzz-launcher/hosted-launcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// They are C, compiled with the sanitizers: which there are is known when the programs are.
const folder = await temporaryFolder();
const reason = await whyNot(SANITIZERS, folder.path);
const parts = reason === undefined ? await compileParts(SANITIZERS, folder.path) : [];
const names = (await readdir(join(HOSTED_SOURCES, 'unit'))).filter((name) => name.endsWith('.c'));

afterAll(() => folder[Symbol.asyncDispose]());

if (reason !== undefined) test('the modules of the launcher', ({ skip }) => skip(reason));
else for (const name of names) await describeModule(name);

async function describeModule(name: string): Promise<void> {
  const program = await compileProgram(SANITIZERS, parts, `unit/${name}`, folder.path);
  const listed = await runCommand(program, []);
  const sentences = listed.state === 'ended' ? listed.stdout.trimEnd().split('\n') : [];
  describe(name, () => {
    test.for(sentences)('%s', async (sentence) => {
      // What a test takes of memory goes with its process.
      const result = await runCommand('env', [
        'ASAN_OPTIONS=detect_leaks=0',
        program,
        String(sentences.indexOf(sentence)),
      ]);
      expect(result).toMatchObject({ code: 0, stderr: '' });
    });
  });
}
