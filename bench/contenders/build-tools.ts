import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

interface BuildTool {
  /** Any of these programs will do. */
  readonly programs: readonly string[];
  readonly debianPackage: string;
}

// aws-lambda-ric builds curl and a C++ client from their sources, then links them with node-gyp, which runs on Python.
const BUILD_TOOLS: readonly BuildTool[] = [
  { programs: ['cmake', 'cmake3'], debianPackage: 'cmake' },
  { programs: ['autoconf'], debianPackage: 'autoconf' },
  { programs: ['automake'], debianPackage: 'automake' },
  { programs: ['libtoolize'], debianPackage: 'libtool' },
  { programs: ['g++', 'c++'], debianPackage: 'g++' },
  { programs: ['make'], debianPackage: 'make' },
  { programs: ['python3'], debianPackage: 'python3' },
  { programs: ['xz'], debianPackage: 'xz-utils' },
];

/** The Debian packages that a search path lacks for building the rivals. */
export async function missingBuildTools(searchPath: string): Promise<string[]> {
  const found = await Promise.all(BUILD_TOOLS.map(({ programs }) => hasAny(searchPath, programs)));
  return BUILD_TOOLS.filter((_, index) => found[index] !== true).map(({ debianPackage }) => debianPackage);
}

async function hasAny(searchPath: string, programs: readonly string[]): Promise<boolean> {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  const files = folders.flatMap((folder) => programs.map((program) => join(folder, program)));
  const hits = await Promise.all(files.map(isExecutable));
  return hits.includes(true);
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
