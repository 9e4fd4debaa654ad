import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleRuntime } from '../../../layer/bundle.ts';
import { snapbootVersion } from '../../../layer/snapboot-version.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('modules become one CommonJS script that knows its version and can still import ES modules', async () => {
  await using folder = await temporaryFolder({
    'entry.ts':
      "import { load } from './load.ts';\ndeclare const SNAPBOOT_VERSION: string;\nvoid load(process.argv[2] ?? '').then((module) => console.log(SNAPBOOT_VERSION, module));\n",
    'load.ts': 'export async function load(file: string): Promise<string> { return (await import(file)).name; }\n',
    'module.mjs': "export const name = await 'imported';\n",
  });
  const script = await bundleRuntime(join(folder.path, 'entry.ts'));
  const output = execFileSync(process.execPath, ['-', join(folder.path, 'module.mjs')], { input: script });
  expect(output.toString()).toBe(`${snapbootVersion()} imported\n`);
});

test('a fault in the sources is told with its place', async () => {
  await using folder = await temporaryFolder({ 'entry.ts': "const a = 1;\nimport './missing.ts';\n" });
  await expect(bundleRuntime(join(folder.path, 'entry.ts'))).rejects.toThrow(
    /entry\.ts:2:7: Could not resolve "\.\/missing\.ts"$/,
  );
});
