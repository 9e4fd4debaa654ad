#!/bin/sh
# Lambda starts this file. It starts Node.js with the runtime, both beside it, wherever that is.
# No child process: each costs a cold start about a millisecond.
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac

# The same shares as on the managed runtimes. Node.js takes a flag over NODE_OPTIONS, so the user's own go first.
memory=${AWS_LAMBDA_FUNCTION_MEMORY_SIZE:-}
set --
case $memory in '' | *[!0-9]* | ????????*) ;; *)
  case $NODE_OPTIONS in *max?old?space?size*) ;; *) set -- "--max-old-space-size=$((memory - memory / 10))" ;; esac
  case $NODE_OPTIONS in *semi?space?size*) ;; *) set -- "$@" "--max-semi-space-size=$((memory / 20))" ;; esac
esac
case $NODE_OPTIONS in *max?http?header?size*) ;; *) set -- "$@" --max-http-header-size=81920 ;; esac

export NODE_PATH="${NODE_PATH:+$NODE_PATH:}/opt/nodejs/node@NODE_MAJOR@/node_modules:/opt/nodejs/node_modules"
export TMPDIR="${TMPDIR:-/tmp}"
export PATH="$here/bin:$PATH"
set -- "$here/bin/node" "$@" "$here/snapboot/runtime.cjs"

wrapper=${AWS_LAMBDA_EXEC_WRAPPER:-}
[ -z "$wrapper" ] && exec "$@"
[ -f "$wrapper" ] || { echo "$wrapper: does not exist" >&2; exit 127; }
[ -x "$wrapper" ] || { echo "$wrapper: is not an executable" >&2; exit 126; }
exec "$wrapper" "$@"
