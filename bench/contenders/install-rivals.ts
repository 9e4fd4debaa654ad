import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { inOneLine } from '../one-line.ts';
import type { Progress } from '../progress.ts';
import { missingBuildTools } from './build-tools.ts';
import { guardChild } from './child-guard.ts';

/** Where the rivals are installed, and what with. */
export interface RivalsFolder {
  /** Absolute path; holds a package.json and a package-lock.json. */
  readonly folder: string;
  /** As in PATH: where npm and the build tools are. */
  readonly searchPath: string;
}

const HERE: RivalsFolder = {
  folder: fileURLToPath(new URL('../rivals', import.meta.url)),
  searchPath: process.env.PATH ?? '',
};
// Without it node-gyp would fetch the headers of whatever Node.js runs npm.
const NODE_PACKAGE = fileURLToPath(new URL(`../../node_modules/node-linux-${process.arch}`, import.meta.url));
// What the install scripts leave behind; npm can be set up not to run them, and then says nothing.
const BUILT = ['node_modules/aws-lambda-ric/rapid-client.node'];

/** Absolute path of an installed rival. */
export function rivalPath(name: string): string {
  return join(HERE.folder, 'node_modules', name);
}

/** Installs what the lock file says, unless that is there already. Gives a reason when it cannot be done. */
export async function installRivals(progress: Progress, rivals: RivalsFolder = HERE): Promise<string | undefined> {
  const lock = readFileSync(join(rivals.folder, 'package-lock.json'), 'utf8');
  const stamp = join(rivals.folder, 'node_modules', '.installed-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return undefined;
  const reason = (await whyNotBuildable(rivals)) ?? (await runNpm(progress, rivals));
  if (reason === undefined) await writeFile(stamp, lock);
  return reason;
}

async function whyNotBuildable({ searchPath }: RivalsFolder): Promise<string | undefined> {
  const missing = await missingBuildTools(searchPath);
  if (missing.length > 0) return `not built: install the Debian packages ${missing.join(', ')}`;
  return existsSync(join(NODE_PACKAGE, 'include')) ? undefined : 'not built: node_modules lacks the Node.js headers';
}

async function runNpm(progress: Progress, { folder, searchPath }: RivalsFolder): Promise<string | undefined> {
  const startedMs = performance.now();
  const show = () => {
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    progress.show(`building the rivals in bench/rivals, once, takes a minute or two: ${seconds} s`);
  };
  show();
  const timer = setInterval(show, 1000);
  try {
    return await npmInstall(folder, searchPath);
  } finally {
    clearInterval(timer);
    progress.clear();
  }
}

async function npmInstall(folder: string, searchPath: string): Promise<string | undefined> {
  const npm = spawn('npm', ['ci', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}${delimiter}${searchPath}`,
      npm_config_nodedir: NODE_PACKAGE,
    },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  using _guard = npm.pid === undefined ? undefined : guardChild(npm.pid);
  const fault = await faultOf(npm);
  return fault ?? notBuilt(folder);
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

function notBuilt(folder: string): string | undefined {
  const missing = BUILT.find((file) => !existsSync(join(folder, file)));
  return missing === undefined ? undefined : `npm ci made no ${missing}: it did not run the install scripts`;
}

function firstErrors(output: string): string {
  const lines = output.split('\n').filter((line) => !/^npm (?:warn|error (?:code|path|A complete log))/.test(line));
  return inOneLine(lines.map((line) => line.replace(/^npm error ?/, '')).join(' '));
}
