import { cachedFolder, runOrThrow } from './cached-folder.ts';

const PIP_OPTIONS = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '20'];

/**
 * The Python that has these packages, in a virtual environment that is made once.
 *
 * @param packages with their versions, as pip wants them: `name==1.2.3`
 * @throws an Error with the reason where they cannot be had
 */
export async function pythonWith(packages: readonly string[]): Promise<string> {
  const folder = await cachedFolder(`snapboot-python-${packages.join('+')}`, async (temporary) => {
    await runOrThrow('python3', ['-m', 'venv', temporary]);
    await runOrThrow(`${temporary}/bin/python`, ['-m', 'pip', 'install', ...PIP_OPTIONS, ...packages]);
  });
  // Its other programs hold the name that the folder had; this one finds the packages wherever it lies.
  return `${folder}/bin/python`;
}
