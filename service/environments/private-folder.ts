import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { cleanLeftovers } from './leftovers.ts';
import { serviceFolder } from './service-folder.ts';

/**
 * A new folder that is gone when this program ends: at once, or with the next one where it was killed.
 *
 * @param name what it is for; becomes the beginning of its name
 */
export async function privateFolder(name: string): Promise<string> {
  await cleanLeftovers();
  return mkdtempSync(join(serviceFolder('private'), `${name}-`));
}
