import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from '../layer/build-error.ts';
import { bundleRuntime } from '../layer/bundle.ts';
import {
  checkUnpackedSize,
  checkZipSize,
  LAYER_LIMITS,
  type LayerLimits,
  megabytes,
  SDK_LIMITS,
} from '../layer/layer-size.ts';

// Every byte is read and compiled in every cold start.
const RUNTIME_BUDGET_BYTES = 40 * 1024;

// Beside them stand descriptions, parts of images and what a build that runs meanwhile has not finished.
const RUNTIMES = { build: /^(x86_64|arm64)(-node\d+)?$/, dist: /^(?!snapboot-sdk-).*\.zip$/ };
const SDKS = { build: /^sdk-((x86_64|arm64)-)?node\d+$/, dist: /^snapboot-sdk-.*\.zip$/ };

const root = fileURLToPath(new URL('..', import.meta.url));

await checkRuntime();
await checkBuilt('build', RUNTIMES, LAYER_LIMITS);
await checkBuilt('build', SDKS, SDK_LIMITS);
await checkBuilt('dist', RUNTIMES, LAYER_LIMITS);
await checkBuilt('dist', SDKS, SDK_LIMITS);

async function checkRuntime(): Promise<void> {
  const bytes = Buffer.byteLength(await bundleRuntime(join(root, 'bootstrap/cold-boot.ts')));
  const line = `runtime.cjs is ${kilobytes(bytes)}, its budget ${kilobytes(RUNTIME_BUDGET_BYTES)}`;
  if (bytes <= RUNTIME_BUDGET_BYTES) process.stdout.write(`${line}\n`);
  else fail(`${line}: take out what a cold start can do without`);
}

/** What is built in a folder of `layer/`, whatever it is; nothing where nothing is. */
async function checkBuilt(
  kind: 'build' | 'dist',
  layers: Readonly<Record<'build' | 'dist', RegExp>>,
  limits: LayerLimits,
): Promise<void> {
  const isUnpacked = kind === 'build';
  const check = isUnpacked ? checkUnpackedSize : checkZipSize;
  const limit = megabytes(isUnpacked ? limits.unpackedBytes : limits.zipBytes);
  const folder = join(root, 'layer', kind);
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => layers[kind].test(name)) : [];
  for (const name of names.toSorted()) {
    const bytes = await bytesOf(join(folder, name));
    try {
      check(`layer/${kind}/${name}`, bytes, limits);
      const state = isUnpacked ? 'unpacked' : 'zipped';
      process.stdout.write(`layer/${kind}/${name} is ${megabytes(bytes)} ${state}, its budget ${limit}\n`);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      fail(error.message);
    }
  }
}

async function bytesOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}

function kilobytes(count: number): string {
  return `${(count / 1024).toFixed(1)} KB`;
}
