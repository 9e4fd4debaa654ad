import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BOOT_MAGIC, BOOT_SIZES, HOT_PLACES, RECORD_KINDS } from '../../../../layer/boot-file/boot-format.ts';
import { runCommand } from '../../../../layer/command.ts';
import { LAUNCHER_SOURCES } from '../../../../layer/launcher/compile-launcher.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('every number of the format is the same for who writes it and for the launcher', async (context) => {
  const numbers = { ...BOOT_SIZES, ...RECORD_KINDS, ...HOT_PLACES };
  await using folder = await temporaryFolder();
  const lines = Object.keys(numbers).map((name) => `printf("${name} %ld\\n", (long)${name});`);
  const source = `#include <stdio.h>\n#include "boot-file.h"\nint main(void) {\n${lines.join('\n')}\n}\n`;
  await writeFile(join(folder.path, 'numbers.c'), source);
  const program = join(folder.path, 'numbers');
  const compiled = await runCommand('gcc', [`-I${LAUNCHER_SOURCES}`, '-o', program, join(folder.path, 'numbers.c')]);
  if (compiled.state === 'missing') return context.skip('there is no gcc');
  expect(compiled).toMatchObject({ code: 0, stderr: '' });
  const told = await runCommand(program, []);
  expect(told).toMatchObject({
    stdout: Object.entries(numbers)
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
  });
  expect(BOOT_MAGIC).toHaveLength(8);
});
