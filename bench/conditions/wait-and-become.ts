/**
 * The last lines of a shell's script that waits as `Launch.waits` says it: it tells that it stands, and becomes the command
 * that its arguments are. What the shell has set itself is nothing of that command's.
 */
export const WAIT_AND_BECOME: string = [
  'echo >&3; exec 3>&-; read -r word || exit 125; unset PWD OLDPWD SHLVL',
  'exec "$@" </dev/null',
].join('\n');
