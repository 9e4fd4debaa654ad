import { existsSync } from 'node:fs';
import { mountedEtc } from '../../../service/environments/sandbox-etc.ts';
import { BuildError } from '../../build-error.ts';

// What lies there is of the function and its layers, or of every machine.
const THERE_ANYWAY = ['/opt', '/usr', '/var/task'];

/**
 * Files of this machine that a function has to find while its image is taken and compared, at their own paths: the
 * certificates that it trusts besides. On Lambda the variable may name another place; they are read again there.
 *
 * @throws BuildError for one that cannot be shown
 */
export function shownFiles({ NODE_EXTRA_CA_CERTS: file }: Readonly<Record<string, string>>): readonly string[] {
  if (!file?.startsWith('/') || !existsSync(file)) return [];
  if ([...THERE_ANYWAY, ...mountedEtc()].some((folder) => file.startsWith(`${folder}/`))) return [];
  if (file.startsWith('/etc/')) {
    throw new BuildError(`--env NODE_EXTRA_CA_CERTS=${file}: images are taken with another /etc, so copy it elsewhere`);
  }
  return [file];
}
