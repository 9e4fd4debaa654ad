import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(import.meta.dirname, '../assets/started');

export const handler = async ({ id, items, name }) => {
  const child = fork(fileURLToPath(new URL('../assets/started/child', import.meta.url)));
  child.send(items);
  const [most] = await once(child, 'message');
  const script = execFileSync(process.execPath, [join(folder, 'script.mjs'), name], { encoding: 'utf8' });
  console.log(script);
  const { status } = spawnSync(process.execPath, [join(folder, id === 8 ? 'fails.mjs' : 'script.mjs'), name]);
  return { most, script, status };
};
