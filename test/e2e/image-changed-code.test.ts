import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageFunction, imagesNeed } from '../support/image-function.ts';

const missing = await imagesNeed();

test.skipIf(missing)(
  'code that is changed after the build runs, without the image of what it was, and one line says so',
  async () => {
    const files = {
      'index.mjs': `import { told } from './told.mjs'; export const handler = async () => told;`,
      'told.mjs': `export const told = 'as built';`,
    };
    await using built = await imageFunction(files, ['--no-bundle']);
    expect(await built.invoke({})).toEqual({ answer: 'as built', log: [] });
    await writeFile(join(built.folder, 'told.mjs'), `export const told = 'as changed';`);
    const reason = 'told.mjs is not the one that was loaded when it was built';
    expect(await built.invoke({})).toEqual({
      answer: 'as changed',
      log: [`snapboot: the process image is not used, the function starts without it: ${reason}`],
    });
  },
);
