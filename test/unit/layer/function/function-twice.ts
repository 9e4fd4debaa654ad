import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildFunction } from '../../../../layer/function/build-function.ts';
import { readFunctionBuildOptions } from '../../../../layer/function/function-build-options.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** Files by their path in a project. */
export type Files = Readonly<Record<string, string>>;

const CALLER = `const all = await import(process.argv[2]);
console.log(JSON.stringify(await (all.handler ?? all.default.handler)()));`;

/**
 * What a handler answers as it is, and built, when its sources are gone: each time in a process of its own, in the
 * function's folder.
 *
 * @param files the first is the handler's
 */
export async function answeredTwice(files: Files): Promise<{ plain: unknown; built: unknown }> {
  await using folder = await temporaryFolder({ 'caller.mjs': CALLER });
  const answered = async (taskRoot: string, file: string): Promise<unknown> => {
    const args = [join(folder.path, 'caller.mjs'), join(taskRoot, file)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: taskRoot });
    return JSON.parse(stdout);
  };
  const [entry = ''] = Object.keys(files);
  const out = join(folder.path, 'built');
  const plain = await fromSources(files, async (root) => {
    await buildFunction(readFunctionBuildOptions([join(root, entry), '--plain', '--out', out]));
    return await answered(root, entry);
  });
  return { plain, built: await answered(out, 'index.js') };
}

async function fromSources<T>(files: Files, use: (root: string) => Promise<T>): Promise<T> {
  await using source = await temporaryFolder(files);
  return await use(source.path);
}
