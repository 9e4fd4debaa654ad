import { hash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { unzippedTooLarge, zippedTooLarge } from './archive-error.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts';
import { CodeDrafts } from './code-drafts.ts';
import { unless } from './disk-error.ts';
import { unpackArchive } from './unpack-archive.ts';

// In the folder of a store, which only its user may enter:
//
//   code/<SHA-256 of the zip, in hex>/    whole or not there
//     archive.zip
//     content/                            what was in it
//     sizes.json                          StoredSizes
//   drafts/…                              what is still being made, or being removed

/** Code of a function or a layer that has been stored. */
export interface StoredCode extends StoredSizes {
  /** Of the zip, in base64: Lambda's `CodeSha256`. */
  readonly sha256: string;
}

interface StoredSizes {
  /** Lambda's `CodeSize`. */
  readonly zipBytes: number;
  /** Of all files together. */
  readonly unzippedBytes: number;
}

const ARCHIVE = 'archive.zip';
const CONTENT = 'content';
const SIZES = 'sizes.json';

/** Unpacked archives on disk by what is in them. Several services may share the folder. */
export class CodeStore {
  readonly #code: string;
  readonly #drafts: CodeDrafts;
  /** What is being unpacked, by its hash and the room that it is given. */
  readonly #adding = new Map<string, Promise<StoredSizes>>();

  private constructor(code: string, drafts: CodeDrafts) {
    this.#code = code;
    this.#drafts = drafts;
  }

  /** Opens the store in a folder, which is made when needed, and removes what killed services have not finished. */
  static async open(folder: string): Promise<CodeStore> {
    const root = resolve(folder);
    await mkdir(root, { recursive: true, mode: 0o700 });
    await chmod(root, 0o700);
    const code = join(root, 'code');
    await mkdir(code, { recursive: true });
    return new CodeStore(code, await CodeDrafts.open(join(root, 'drafts')));
  }

  /**
   * Stores and unpacks a zip, unless it is there already.
   *
   * @param limits those that are not Lambda's for one function
   * @throws ServiceError when it is broken, unsafe or too large, see `unpackArchive`
   */
  async add(zip: Buffer, limits: Partial<ArchiveLimits> = {}): Promise<StoredCode> {
    const all = { ...ARCHIVE_LIMITS, ...limits };
    if (zip.length > all.maxZippedBytes) throw zippedTooLarge(all.maxZippedBytes);
    const sha256 = hash('sha256', zip, 'base64');
    return { sha256, ...(await this.#addOnce(nameOf(sha256), zip, all)) };
  }

  /** The folder with the unpacked code, absolute. Nobody may write to it. */
  folder(sha256: string): string {
    return join(this.#code, nameOf(sha256), CONTENT);
  }

  /** The zip as it was added, absolute. */
  archive(sha256: string): string {
    return join(this.#code, nameOf(sha256), ARCHIVE);
  }

  /**
   * Removes all code but this and what is being added here at the moment.
   *
   * @param inUse hashes of all code that any of the services which share the store may still need, in base64
   */
  async keepOnly(inUse: Iterable<string>): Promise<void> {
    const kept = new Set([...inUse].map((sha256) => nameOf(sha256)));
    for (const name of await readdir(this.#code)) {
      if (!kept.has(name) && !this.#isAdding(name)) await this.#drafts.discard(join(this.#code, name));
    }
  }

  #isAdding(name: string): boolean {
    return [...this.#adding.keys()].some((key) => key.startsWith(name));
  }

  /** Those who give the same room to the same zip wait for the same. */
  #addOnce(name: string, zip: Buffer, limits: ArchiveLimits): Promise<StoredSizes> {
    const key = `${name} ${limits.maxUnzippedBytes} ${limits.maxEntries}`;
    const adding =
      this.#adding.get(key) ?? this.#findOrUnpack(name, zip, limits).finally(() => this.#adding.delete(key));
    this.#adding.set(key, adding);
    return adding;
  }

  async #findOrUnpack(name: string, zip: Buffer, limits: ArchiveLimits): Promise<StoredSizes> {
    const found = await this.#find(name);
    // It may have been stored when there was more room.
    if (found !== undefined && found.unzippedBytes > limits.maxUnzippedBytes)
      throw unzippedTooLarge(limits.maxUnzippedBytes);
    return found ?? (await this.#unpack(name, zip, limits));
  }

  async #find(name: string): Promise<StoredSizes | undefined> {
    const text = await readFile(join(this.#code, name, SIZES), 'utf8').catch(unless('ENOENT'));
    return text === undefined ? undefined : JSON.parse(text);
  }

  async #unpack(name: string, zip: Buffer, limits: ArchiveLimits): Promise<StoredSizes> {
    const draft = await this.#drafts.make();
    try {
      const { unzippedBytes } = await unpackArchive(zip, join(draft, CONTENT), limits);
      const sizes = { zipBytes: zip.length, unzippedBytes };
      await writeFile(join(draft, ARCHIVE), zip);
      await writeFile(join(draft, SIZES), JSON.stringify(sizes));
      // Another service may have stored the same in the meantime.
      await rename(draft, join(this.#code, name)).catch(unless('ENOTEMPTY', 'EEXIST'));
      return sizes;
    } finally {
      await this.#drafts.discard(draft);
    }
  }
}

/** Base64 has slashes, and differs in letter case alone. */
function nameOf(sha256: string): string {
  const name = Buffer.from(sha256, 'base64').toString('hex');
  if (name.length !== 64) throw new Error(`${sha256}: not a SHA-256 in base64`);
  return name;
}
