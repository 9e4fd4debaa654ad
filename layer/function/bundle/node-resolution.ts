import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild, ResolveResult } from 'esbuild';
import { ASKED } from './asked.ts';

const SDK = /^@(?:aws-sdk|smithy)\//;
// Packages that read settings ask for it where these are TypeScript; it is larger than all that a function may hold.
const COMPILER = 'typescript';
const LATE: readonly OnResolveArgs['kind'][] = ['require-call', 'require-resolve', 'dynamic-import'];

interface PackageJson {
  readonly module?: string;
  readonly sideEffects?: boolean | readonly string[];
  readonly exports?: Readonly<Record<string, { readonly module?: string } | string>>;
}

/**
 * Has packages be found as Node.js finds them where esbuild, asked for `main` only, would not.
 *
 * A package may ask late for another one that need not be there, and go on without it: that stays a question for the
 * time when it is asked.
 *
 * Of the AWS SDK the ES modules are taken. They are made of the same sources as the CommonJS that Node.js loads, and
 * a third smaller, since what nobody uses can be left out.
 */
export function nodeResolution(): Plugin {
  return {
    name: 'node-resolution',
    setup(build) {
      build.onResolve({ filter: /./ }, async (args) => {
        if (args.pluginData === ASKED || !(isAskedLate(args) || SDK.test(args.path))) return undefined;
        if (args.path === COMPILER) return leftOutside(args);
        return answerTo(args, await ask(build, args));
      });
    },
  };
}

function answerTo(args: OnResolveArgs, found: ResolveResult): OnResolveResult | undefined {
  if (found.errors.length > 0) return isAskedLate(args) ? leftOutside(args) : undefined;
  const module = found.external || !SDK.test(args.path) ? undefined : sdkModule(args.path, found.path);
  return module;
}

function ask(
  build: PluginBuild,
  { path, importer, namespace, resolveDir, kind }: OnResolveArgs,
): Promise<ResolveResult> {
  return build.resolve(path, { importer, namespace, resolveDir, kind, pluginData: ASKED });
}

/** Whether a package asks, in the middle of its code. */
function isAskedLate({ kind, importer }: OnResolveArgs): boolean {
  return LATE.includes(kind) && importer.includes('/node_modules/');
}

function leftOutside({ path }: OnResolveArgs): OnResolveResult {
  return { path, external: true };
}

/** The ES module beside the CommonJS one; to be left out where nobody uses it, if the package says that it may be. */
function sdkModule(specifier: string, path: string): OnResolveResult | undefined {
  const [scope, name, ...rest] = specifier.split('/');
  const inside = `/${scope}/${name}/`;
  const folder = path.slice(0, path.lastIndexOf(inside) + inside.length);
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  const { module, exports, sideEffects } = JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
  const entry = exports?.[['.', ...rest].join('/')];
  const place = exports === undefined ? (rest.length === 0 ? module : undefined) : moduleOf(entry);
  const found = place === undefined ? undefined : join(folder, place);
  if (found === undefined || !existsSync(found)) return undefined;
  return { path: found, ...(sideEffects === false && { sideEffects }) };
}

function moduleOf(entry: { readonly module?: string } | string | undefined): string | undefined {
  return typeof entry === 'object' ? entry.module : undefined;
}
