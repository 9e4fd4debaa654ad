import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const HOOKS = fileURLToPath(new URL('../../snapshot/function-hooks.ts', import.meta.url));

/** Lets functions import the hooks of snapshots from `snapboot`, whether or not it is installed beside them. */
export const SNAPSHOT_HOOKS: Plugin = {
  name: 'snapshot-hooks',
  setup({ onResolve }) {
    onResolve({ filter: /^snapboot$/ }, () => ({ path: HOOKS, sideEffects: false }));
  },
};
