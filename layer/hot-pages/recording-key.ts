import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Artifact } from '../artifact-tree.ts';
import type { HotFile } from './hot-pages.ts';

// Another number whenever the same files give another recording.
const RECORDER = 2;
const SAMPLES = 64;
const SAMPLE_BYTES = 4096;

/**
 * What tells recordings apart: the files of the layer by their content, those of the system by name and size.
 *
 * @param hotFiles what a start may read
 */
export async function recordingKey(
  artifacts: readonly Artifact[],
  hotFiles: ReadonlyMap<string, HotFile>,
): Promise<string> {
  const hash = createHash('sha256').update(`${RECORDER}`);
  for (const { path, content } of artifacts.filter((artifact) => artifact.path !== 'bootstrap')) {
    hash.update(`\0${path}\0`);
    if ('data' in content) hash.update(content.data);
    else await addSamples(content.file, hash);
  }
  const libraries = [...hotFiles.values()].filter(({ place }) => place === 'library');
  for (const line of libraries.map(({ name, bytes }) => `\0${name} ${bytes}`).toSorted()) hash.update(line);
  return hash.digest('hex').slice(0, 16);
}

/** Samples of a program tell it from another one as well as all of its 100 MB, in a hundredth of the time. */
async function addSamples(file: string, hash: { update(data: string | Buffer): unknown }): Promise<void> {
  await using opened = await open(file);
  const { size } = await opened.stat();
  hash.update(`${size}\0`);
  const stride = Math.max(SAMPLE_BYTES, Math.floor(size / SAMPLES));
  for (let at = 0; at < size; at += stride) {
    const buffer = Buffer.alloc(SAMPLE_BYTES);
    const { bytesRead } = await opened.read(buffer, 0, SAMPLE_BYTES, at);
    hash.update(buffer.subarray(0, bytesRead));
  }
}
