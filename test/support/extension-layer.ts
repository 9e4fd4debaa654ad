import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './run-snapboot.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const FIXTURES = join(repository, 'test/fixtures/extensions/faults');

/** A layer with external extensions. */
export interface ExtensionLayer extends TemporaryFolder {
  /** Adds one of the fixtures, under a name of its own or that of its file. */
  add(fixture: string, name?: string): Promise<void>;
}

/** A layer with external extensions of the fixtures, each by the name of its file. */
export async function extensionLayer(...fixtures: readonly string[]): Promise<ExtensionLayer> {
  const layer = await temporaryFolder();
  await mkdir(join(layer.path, 'extensions'));
  await cp(join(FIXTURES, 'extensions-api.mjs'), join(layer.path, 'extensions-api.mjs'));
  const add = (fixture: string, name = fixture): Promise<void> =>
    cp(join(FIXTURES, `${fixture}.mjs`), join(layer.path, 'extensions', `${name}.mjs`));
  for (const fixture of fixtures) await add(fixture);
  return { ...layer, add };
}
