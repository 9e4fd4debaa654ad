import { existsSync, readdirSync, rmSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../layer/command.ts';
import { linkTree, unlessMissing } from './linked-tree.ts';
import { MutantsError } from './mutants-error.ts';

// Git knows nothing of them, and tests need them. Neither is ever written to in place.
const LINKED = ['node_modules', 'layer/cache'];

/** Where copies are, within the repository: there files can be linked. Git passes it over. */
const COPIES = '.mutants';

/** Files of the repository as they are now, commited or not, by their paths. */
export async function repositoryFiles(root: string): Promise<string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = await runCommand('git', args, root);
  if (listed.state === 'missing' || listed.code !== 0) throw new MutantsError(`${root} is no repository of git`);
  return [...new Set(listed.stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path))))];
}

/** A copy of the repository in which files are changed and tests run; the repository itself is never touched. */
export class WorkingCopy {
  readonly folder: string;
  /** Where programs in it put what is temporary. */
  readonly temporary: string;
  readonly #onExit = (): void => this.#remove();

  private constructor(folder: string, temporary: string) {
    this.folder = folder;
    this.temporary = temporary;
    process.on('exit', this.#onExit);
  }

  /** @param files paths in the repository */
  static async make(root: string, files: readonly string[]): Promise<WorkingCopy> {
    removeLeftovers(join(root, COPIES));
    await mkdir(join(root, COPIES), { recursive: true });
    const folder = await mkdtemp(join(root, COPIES, `${process.pid}-`));
    const copy = new WorkingCopy(folder, await mkdtemp(join(tmpdir(), 'mutants-')));
    // Some tests start programs as another user.
    await chmod(copy.folder, 0o755);
    await chmod(copy.temporary, 0o1777);
    for (const file of files) {
      await cp(join(root, file), join(folder, file), { recursive: true, verbatimSymlinks: true }).catch(unlessMissing);
    }
    for (const linked of LINKED.filter((path) => existsSync(join(root, path)))) {
      await linkTree(join(root, linked), join(folder, linked));
    }
    return copy;
  }

  async write(file: string, text: string): Promise<void> {
    await writeFile(join(this.folder, file), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#onExit);
    await Promise.all([this.folder, this.temporary].map((path) => rm(path, { recursive: true, force: true })));
  }

  #remove(): void {
    for (const path of [this.folder, this.temporary]) {
      try {
        rmSync(path, { recursive: true, force: true, maxRetries: 3 });
      } catch (error) {
        // A service that was killed with its tests may have left something mounted.
        process.stderr.write(`mutants: ${path} is left: ${(error as Error).message}\n`);
      }
    }
  }
}

/** Copies of runs that were killed. */
function removeLeftovers(copies: string): void {
  if (!existsSync(copies)) return;
  for (const name of readdirSync(copies)) {
    if (/^\d+-/.test(name) && !isRunning(Number.parseInt(name, 10))) rmSync(join(copies, name), { recursive: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
