import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const HOOKS = fileURLToPath(new URL('../hooks/function-hooks.ts', import.meta.url));

/** Lets functions import their hooks from `snapboot`, whether or not it is installed beside them. */
export const HOOKS_BY_NAME: Plugin = {
  name: 'hooks-by-name',
  setup({ onResolve }) {
    onResolve({ filter: /^snapboot$/ }, () => ({ path: HOOKS, sideEffects: false }));
  },
};
