import type { Launch } from '../conditions/condition.ts';
import { WAIT_AND_BECOME } from '../conditions/wait-and-become.ts';

/** Where functions lie on Lambda; an image of one keeps that path. */
const LAMBDA_TASK_ROOT = '/var/task';
const LAYERS = '/opt';

// A mount namespace of its own takes milliseconds, and they are over when it says that it stands.
const MOUNT = [
  'while [ "$1" != -- ]; do mkdir -p "$2" && mount --bind "$1" "$2" || exit 125; shift 2; done; shift',
  `cd ${LAMBDA_TASK_ROOT} || exit 125; unset PWD OLDPWD`,
].join('\n');

/** Why a function cannot be started there, in one line; nothing where it can. */
export function whyNotAtTaskRoot(): string | undefined {
  return process.getuid?.() === 0 ? undefined : `it takes root to start a function in ${LAMBDA_TASK_ROOT}`;
}

/** The same start, of the function where it lies on Lambda, and its layers as well. */
export function atTaskRoot({ command, taskRoot, layers, waits = false, ...launch }: Launch): Launch {
  const mounts = [...(layers === undefined ? [] : [layers, LAYERS]), taskRoot, LAMBDA_TASK_ROOT, '--'];
  const script = waits ? `${MOUNT}; exec "$@"` : `${MOUNT}\n${WAIT_AND_BECOME}`;
  const own = ['/usr/bin/unshare', '--mount', '/bin/sh', '-c', script, 'sh', ...mounts] as const;
  return { ...launch, command: [...own, ...command], taskRoot: LAMBDA_TASK_ROOT, startFolder: '/', waits: true };
}
