// Brings node_modules to what package-lock.json says, when it is missing or stale. Runs before every npm script,
// on the machine's own Node.js and without any dependency: it is what brings the dependencies.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
// npm puts its usage text behind some errors; what went wrong stands in the first lines.
const ERROR_LINES = 15;
const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = `${root}node_modules/.snapboot-setup`;

const major = Number(process.versions.node.split('.')[0]);
if (major < OLDEST_NODE) fail(`needs Node.js ${OLDEST_NODE} or newer to start npm; this is ${process.version}`);

const wanted = fingerprint();
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) {
  await installDependencies();
  writeFileSync(stampFile, wanted);
}

/** What decides whether node_modules is up to date: the lock file, and the platform whose binaries it holds. */
function fingerprint() {
  const lock = readFileSync(`${root}package-lock.json`);
  return `${process.platform}-${process.arch} ${createHash('sha256').update(lock).digest('hex')}\n`;
}

async function installDependencies() {
  process.stderr.write('setup: installing the dependencies of package-lock.json into node_modules\n');
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  let errors = '';
  npm.stderr.on('data', (text) => {
    errors += text;
  });
  const code = await withElapsedTime(npm);
  if (code !== 0) fail(`npm ci failed (exit ${code}):\n${errors.split('\n').slice(0, ERROR_LINES).join('\n').trim()}`);
}

/** Waits for the exit and meanwhile says every second, or every ten where nobody watches, that it is still going. */
async function withElapsedTime(child) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const live = process.stderr.isTTY === true;
  const timer = setInterval(
    () => process.stderr.write(`${live ? '\r' : ''}setup: ${seconds()} s${live ? '' : '\n'}`),
    live ? 1000 : 10_000,
  );
  const code = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', resolve);
  });
  clearInterval(timer);
  process.stderr.write(`${live ? '\r' : ''}setup: ${code === 0 ? 'done' : 'failed'} after ${seconds()} s\n`);
  return code;
}

function fail(message) {
  process.stderr.write(`setup: ${message}\n`);
  process.exit(1);
}
