import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';
import { ASKED } from './asked.ts';

const NAMESPACE = 'required';

/** Has an ES module require built-in modules, and packages outside of it, where it would import them. */
export function requiredModules(external: readonly string[]): Plugin {
  return {
    name: 'required-modules',
    setup({ onResolve, onLoad, resolve }) {
      const isOutside = async (args: OnResolveArgs): Promise<boolean> => {
        if (external.some((name) => args.path === name || args.path.startsWith(`${name}/`))) return true;
        const { path, importer, namespace, resolveDir, kind } = args;
        return (await resolve(path, { importer, namespace, resolveDir, kind, pluginData: ASKED })).external;
      };
      onResolve({ filter: /^[^./]/ }, async (args): Promise<OnResolveResult | undefined> => {
        const { path, namespace, kind, pluginData } = args;
        if (pluginData === ASKED || kind === 'dynamic-import') return undefined;
        if (namespace === NAMESPACE) return { path, external: true };
        return (await isOutside(args)) ? { path, namespace: NAMESPACE } : undefined;
      });
      onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(path)});`,
      }));
    },
  };
}
