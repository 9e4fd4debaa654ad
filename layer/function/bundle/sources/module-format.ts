import { readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

/** What Node.js takes a file for. `either` is TypeScript that may become the one or the other. */
export type ModuleFormat = 'module' | 'commonjs' | 'either';

// Of the AWS SDK the ES modules are taken in the place of the CommonJS that Node.js loads.
const SDK = `${sep}node_modules${sep}@`;
const SDK_SCOPES = ['aws-sdk', 'smithy'].map((scope) => `${SDK}${scope}${sep}`);

/** What the name of a file and the nearest package.json say; undefined where its text decides. */
export function declaredFormat(path: string): ModuleFormat | undefined {
  if (/\.m[jt]s$/.test(path)) return 'module';
  if (/\.c[jt]s$/.test(path)) return 'commonjs';
  if (SDK_SCOPES.some((scope) => path.includes(scope))) return 'either';
  return packageType(dirname(path)) ?? (/\.(?:ts|tsx|jsx)$/.test(path) ? 'either' : undefined);
}

/** As Node.js looks for it: what has none is in no package. */
function packageType(folder: string): 'module' | 'commonjs' | undefined {
  if (basename(folder) === 'node_modules') return undefined;
  try {
    const { type } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { type?: unknown };
    return type === 'module' || type === 'commonjs' ? type : undefined;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? undefined : packageType(parent);
  }
}
