import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { guardChild } from '../service/processes/child-guard.ts';
import { inOneLine } from '../service/processes/one-line.ts';
import type { Progress } from './progress.ts';

/** A folder with a package.json and a lock file of its own, whose packages are installed on first use. */
export interface PackageFolder {
  /** Absolute path. */
  readonly folder: string;
  /** What the user reads meanwhile: `building the rivals, once, takes a minute or two`. */
  readonly doing: string;
  /** As in PATH: where npm and what it starts are. */
  readonly searchPath: string;
  /** Whether install scripts run: those that `allowScripts` in package.json names. */
  readonly scripts: boolean;
  /** For npm itself, beside those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Files that must be there afterwards, relative to the folder: npm says nothing of what it has left out. */
  readonly results: readonly string[];
}

/** Whether what the lock file says is there already. */
export function isInstalled({ folder }: Pick<PackageFolder, 'folder'>): boolean {
  const stamp = stampOf(folder);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockOf(folder);
}

/** Installs what the lock file says, unless that is there already. Gives a reason when it cannot be done. */
export async function installPackages(packages: PackageFolder, progress: Progress): Promise<string | undefined> {
  if (isInstalled(packages)) return undefined;
  const lock = lockOf(packages.folder);
  const reason = (await showWhile(npmInstall(packages), packages.doing, progress)) ?? missingResult(packages);
  if (reason !== undefined) return reason;
  const stamp = stampOf(packages.folder);
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, lock);
  return undefined;
}

function lockOf(folder: string): string {
  return readFileSync(join(folder, 'package-lock.json'), 'utf8');
}

function stampOf(folder: string): string {
  return join(folder, 'node_modules', '.installed-lock.json');
}

async function showWhile<T>(work: Promise<T>, doing: string, progress: Progress): Promise<T> {
  const startedMs = performance.now();
  const show = () => progress.show(`${doing}: ${Math.round((performance.now() - startedMs) / 1000)} s`);
  show();
  const timer = setInterval(show, 1000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    progress.clear();
  }
}

async function npmInstall({ folder, searchPath, scripts, variables }: PackageFolder): Promise<string | undefined> {
  const npm = spawn('npm', ['ci', `--ignore-scripts=${!scripts}`, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${searchPath}`, ...variables },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  using _guard = npm.pid === undefined ? undefined : guardChild(npm.pid);
  return await faultOf(npm);
}

function faultOf(npm: ChildProcessByStdio<null, null, Readable>): Promise<string | undefined> {
  let errors = '';
  npm.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve) => {
    npm.once('error', (error) => resolve(`npm cannot be started: ${error.message}`));
    npm.once('close', (code, signal) => {
      resolve(code === 0 ? undefined : `npm ci failed (${signal ?? `exit ${code}`}): ${firstErrors(errors)}`);
    });
  });
}

function missingResult({ folder, results, scripts }: PackageFolder): string | undefined {
  const missing = results.find((file) => !existsSync(join(folder, file)));
  if (missing === undefined) return undefined;
  return `npm ci made no ${missing}: ${scripts ? 'it did not run the install scripts' : 'there is none for this machine'}`;
}

function firstErrors(output: string): string {
  const lines = output.split('\n').filter((line) => !/^npm (?:warn|error (?:code|path|A complete log))/.test(line));
  return inOneLine(lines.map((line) => line.replace(/^npm error ?/, '')).join(' '));
}
