import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostArchitecture } from '../../../../layer/build-plan.ts';
import { ImageFile } from '../../../../layer/process-image/image-file.ts';
import { hookLibrary } from '../../../../layer/process-image/library-functions.ts';
import { compileDumpTool, dumpWith } from '../../../support/dump-tool.ts';
import { smallLayer } from '../../../support/small-layer.ts';
import { startedThrough } from '../../../support/started-through.ts';

// A page of the image is one of a file: who gives it up would find the file's bytes, and who grows it those behind.
test('memory that is given up holds zeros in a process that was brought back, and what grows keeps its bytes', async (context) => {
  await using layer = await smallLayer('launcher', context);
  const tool = await compileDumpTool(layer.path);
  const work = join(layer.path, 'snapboot');
  expect(await dumpWith(tool, work, [tool.target, 'memory'], [], context)).toEqual({ code: 0, stderr: '' });
  await copyFile(tool.target, join(layer.path, 'bin/node'));
  const image = new ImageFile(join(work, 'image'));
  const maps = await readFile(join(work, 'maps'), 'utf8');
  hookLibrary(image, hostArchitecture(), { maps, node: tool.target, root: (path) => path });
  image.save();
  const variables = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128', TOLD: 'of this process' };
  expect(await startedThrough([], layer.bootstrap, context, variables)).toEqual({
    code: 0,
    stdout: 'given up: 1, zeros: 1, kept: 1, moved: 1, copied: 1, variable: of this process\n',
    stderr: '',
  });
});
