import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow } from './cached-folder.ts';
import { RunningFunction } from './run-function.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** What an image says of itself, in the words of the OCI's image format. */
export interface ImageConfiguration {
  readonly architecture: string;
  readonly config: {
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly WorkingDir?: string;
    readonly Env: readonly string[];
    readonly Labels?: Readonly<Record<string, string>>;
  };
}

/** Images and containers of Buildah in a folder of their own, gone with it. Only root may have one. */
export class ImageStore {
  /** Tell Buildah of it, and to isolate by chroot, which works within other containers too. */
  readonly variables: Readonly<Record<string, string>>;
  readonly #folder: TemporaryFolder;

  private constructor(folder: TemporaryFolder, configuration: string) {
    this.#folder = folder;
    this.variables = { CONTAINERS_STORAGE_CONF: configuration, BUILDAH_ISOLATION: 'chroot', TMPDIR: folder.path };
  }

  static async create(): Promise<ImageStore> {
    const folder = await temporaryFolder({}, 'snapboot-images-');
    const path = (name: string): string => JSON.stringify(join(folder.path, name));
    const configuration = join(folder.path, 'storage.conf');
    // Plain copies: overlays cannot be stacked everywhere.
    const lines = ['[storage]', 'driver = "vfs"', `graphroot = ${path('storage')}`, `runroot = ${path('run')}`, ''];
    await writeFile(configuration, lines.join('\n'));
    return new ImageStore(folder, configuration);
  }

  /** Runs `buildah` to its end, for its output. */
  async buildah(...args: readonly string[]): Promise<string> {
    const variables = Object.entries(this.variables).map(([name, value]) => `${name}=${value}`);
    return (await runOrThrow('env', [...variables, 'buildah', ...args])).trim();
  }

  async configuration(image: string): Promise<ImageConfiguration> {
    return JSON.parse(await this.buildah('inspect', '--type', 'image', image)).OCIv1;
  }

  /** Starts an image as Lambda does: its own entry point with its own command, and these variables besides its own. */
  async start(image: string, environment: Readonly<Record<string, string>>): Promise<RunningFunction> {
    const { Entrypoint = [], Cmd = [], WorkingDir = '/' } = (await this.configuration(image)).config;
    const container = await this.buildah('from', image);
    const variables = Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`);
    const child = spawn('buildah', ['run', ...variables, container, '--', ...Entrypoint, ...Cmd], {
      env: { PATH: process.env.PATH, ...this.variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ended as a group, like every running function.
      detached: true,
    });
    return new RunningFunction(child, WorkingDir, environment, async () => void (await this.buildah('rm', container)));
  }

  /** The first bytes of a file in an image. */
  async firstBytes(image: string, file: string, count: number): Promise<Buffer> {
    const container = await this.buildah('from', image);
    const root = await this.buildah('mount', container);
    const bytes = await readFile(join(root, file));
    await this.buildah('rm', container);
    return bytes.subarray(0, count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.buildah('rm', '--all');
    for (const mount of await this.#mounts()) await runOrThrow('umount', ['--lazy', mount]);
    await this.#folder[Symbol.asyncDispose]();
  }

  // 36 35 98:0 /root /mount/point options … (proc_pid_mountinfo(5))
  async #mounts(): Promise<string[]> {
    const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
    const points = lines.map((line) => line.split(' ')[4] ?? '').filter((point) => point.startsWith(this.#folder.path));
    return points.reverse();
  }
}
