import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const LICENSE = /^licen[cs]e(\.\w+)?$/i;

/**
 * The licences of all packages that a bundle has taken something from, each text once: whoever passes a page on passes
 * them on, too.
 *
 * @param inputs absolute paths of the files in the bundle
 */
export async function licensesOf(inputs: readonly string[]): Promise<string> {
  const folders = new Set(inputs.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  const texts = await Promise.all([...folders].toSorted().map(licenseText));
  return [...new Set(texts)].filter((text) => text !== '').join('\n\n');
}

async function licenseText(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((each) => LICENSE.test(each));
  return name === undefined ? '' : (await readFile(join(folder, name), 'utf8')).replaceAll('\r', '').trim();
}
