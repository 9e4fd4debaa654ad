import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { bundleFunction } from '../../../../layer/function/bundle/bundle-function.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** The files of a function by name; the first is the handler's. */
export type Files = Readonly<Record<string, string>>;

/** What came of a function: what it answered, or why it did not load or answer. */
export interface Outcome {
  readonly answer?: unknown;
  readonly error?: string;
}

// Loads each module as the runtime does, one after the other, and calls its handler.
const RUNNER = `const entries = JSON.parse(process.argv[2]);
(async () => {
  const outcomes = [];
  for (const { folder, entry } of entries) {
    const shown = (text) => text?.replaceAll(folder, '<folder>');
    try {
      const file = folder + '/' + entry;
      const exports = await (/\\.m[jt]s$/.test(entry) ? import(file) : require(file));
      outcomes.push(JSON.parse(shown(JSON.stringify({ answer: await exports.handler() }))));
    } catch (error) {
      outcomes.push({ error: shown(String(error)) });
    }
  }
  console.log(JSON.stringify(outcomes));
})();`;

/** Runs functions as they are, and bundled, all of a kind in one process. */
export async function outcomes(functions: readonly Files[]): Promise<{ plain: Outcome[]; built: Outcome[] }> {
  await using stack = new AsyncDisposableStack();
  const plain: Place[] = [];
  const built: Place[] = [];
  for (const files of functions) {
    const [entry = ''] = Object.keys(files);
    const source = stack.use(await temporaryFolder(files));
    const { script } = await bundleFunction({ entry: join(source.path, entry), root: source.path, external: [] });
    // What only run time can name stays a file.
    const late = Object.entries(files).filter(([name]) => basename(name).startsWith('late.'));
    const beside = { ...Object.fromEntries(late), 'package.json': '{"type":"commonjs"}' };
    const target = stack.use(await temporaryFolder(beside));
    await writeFile(join(target.path, 'index.js'), script);
    plain.push({ folder: source.path, entry });
    built.push({ folder: target.path, entry: 'index.js' });
  }
  return { plain: await run(plain), built: await run(built) };
}

interface Place {
  readonly folder: string;
  readonly entry: string;
}

async function run(places: readonly Place[]): Promise<Outcome[]> {
  // What is given to \`-e\` has the names of CommonJS as globals.
  await using folder = await temporaryFolder({ 'run.cjs': RUNNER });
  const given = ['--no-warnings', join(folder.path, 'run.cjs'), JSON.stringify(places)];
  const { stdout } = await promisify(execFile)(process.execPath, given, { maxBuffer: 100_000_000 });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n', stdout.length - 2) + 1)) as Outcome[];
}
