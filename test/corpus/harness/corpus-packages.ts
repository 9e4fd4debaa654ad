import { installPackages } from '../../../bench/package-folder.ts';
import { Progress } from '../../../bench/progress.ts';

/**
 * Installs the packages of a project of the corpus, unless they are there. Gives the reason where that cannot be done.
 *
 * @param project absolute path of the folder with package.json and package-lock.json
 * @param size what the user is told of it
 */
export async function installCorpus(project: string, size: string): Promise<string | undefined> {
  const doing = `installing the packages of ${project}, once, ${size}`;
  const { PATH: searchPath = '' } = process.env;
  return await installPackages({ folder: project, doing, searchPath, scripts: false, results: [] }, new Progress());
}
