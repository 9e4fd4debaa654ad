import { fileURLToPath } from 'node:url';
import { bundleRuntime } from '../layer/bundle.ts';

// Every byte is read and compiled in every cold start.
const RUNTIME_BUDGET_BYTES = 40 * 1024;

const script = await bundleRuntime(fileURLToPath(new URL('../bootstrap/cold-boot.ts', import.meta.url)));
const bytes = Buffer.byteLength(script);
const line = `runtime.cjs is ${kilobytes(bytes)}, its budget ${kilobytes(RUNTIME_BUDGET_BYTES)}`;

if (bytes <= RUNTIME_BUDGET_BYTES) {
  process.stdout.write(`${line}\n`);
} else {
  process.stderr.write(`${line}: take out what a cold start can do without\n`);
  process.exitCode = 1;
}

function kilobytes(count: number): string {
  return `${(count / 1024).toFixed(1)} KB`;
}
