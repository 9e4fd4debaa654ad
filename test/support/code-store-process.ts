import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CodeStore } from '../../service/deployment/code-store.ts';

// Adds a zip to a store and prints what it is told about it: <store> <zip> [<signal>]. With a signal, it sends that to
// itself as soon as a part of the zip is unpacked.

const [folder = '', file = '', signal] = process.argv.slice(2);
const store = await CodeStore.open(folder);
const adding = store.add(readFileSync(file));
if (signal !== undefined) {
  while (!hasWritten(join(folder, 'drafts'))) await setImmediate();
  process.kill(process.pid, signal);
}
console.log(JSON.stringify(await adding));

function hasWritten(drafts: string): boolean {
  const files = readdirSync(drafts, { recursive: true }).map((path) => join(drafts, String(path)));
  return files.map((path) => statSync(path)).some((stats) => stats.isFile() && stats.size > 0);
}
