#!/bin/sh
# Lambda starts this file. It starts Node.js with the runtime, both beside it, wherever that is.
# No child process: each costs a cold start about a millisecond.
# No variable of its own: a shell passes on what came in with the environment, with the value that it has by then, and
# the function may have a variable of any name. What must be remembered is an argument: of the command line of Node.js,
# which "$@" becomes, or of a function.
start() {
  case $0 in
    /*) set -- "${0%/*}/bin/node" ;;
    */*) set -- "$PWD/${0%/*}/bin/node" ;;
    *) set -- "$PWD/bin/node" ;;
  esac

  # The heap gets the same share of the memory as on the managed runtimes, the headers of HTTP the same room.
  # A flag would win over NODE_OPTIONS, so none is set that the user has set there.
  case $AWS_LAMBDA_FUNCTION_MEMORY_SIZE in
    '' | 0* | *[!0-9]* | ????????*) ;;
    *)
      case $NODE_OPTIONS in
        *max?old?space?size*) ;;
        *)
          set -- "$@" --max-old-space-size=$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE - AWS_LAMBDA_FUNCTION_MEMORY_SIZE / 10))
          ;;
      esac
      case $NODE_OPTIONS in
        *max?semi?space?size*) ;;
        *) set -- "$@" --max-semi-space-size=$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE / 20)) ;;
      esac
      ;;
  esac
  case $NODE_OPTIONS in *max?http?header?size*) ;; *) set -- "$@" --max-http-header-size=81920 ;; esac

  set_variables "${1%/bin/node}"
  set -- "$@" "${1%/bin/node}/snapboot/runtime.cjs"
  [ -z "$AWS_LAMBDA_EXEC_WRAPPER" ] && exec "$@"
  [ -f "$AWS_LAMBDA_EXEC_WRAPPER" ] || { echo "$AWS_LAMBDA_EXEC_WRAPPER: does not exist" >&2; exit 127; }
  [ -x "$AWS_LAMBDA_EXEC_WRAPPER" ] || { echo "$AWS_LAMBDA_EXEC_WRAPPER: is not an executable" >&2; exit 126; }
  exec "$AWS_LAMBDA_EXEC_WRAPPER" "$@"
}

# All variables that a function finds changed or new. $1 is the folder of this file.
set_variables() {
  # As on the managed runtimes, where the last one is always /var/task.
  NODE_PATH=${NODE_PATH:+$NODE_PATH:}/opt/nodejs/node@NODE_MAJOR@/node_modules:/opt/nodejs/node_modules
  NODE_PATH=$NODE_PATH:/var/runtime/node_modules:/var/runtime:$LAMBDA_TASK_ROOT
  # Lambda sets it on its managed runtimes alone, and tools tell by it that they are on Lambda.
  AWS_EXECUTION_ENV=${AWS_EXECUTION_ENV-AWS_Lambda_nodejs@NODE_MAJOR@.x}
  TMPDIR=${TMPDIR:-/tmp}
  PATH=$1/bin:$PATH
  export NODE_PATH AWS_EXECUTION_ENV TMPDIR PATH
  # Lambda looks in the lib beside this file anyway, unless the function's own LD_LIBRARY_PATH leaves it out; others do not.
  case :$LD_LIBRARY_PATH: in
    *:"$1/lib":*) ;;
    *)
      if [ -e "$1/lib/libatomic.so.1" ]; then
        LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$1/lib
        export LD_LIBRARY_PATH
      fi
      ;;
  esac
  # What Node.js has compiled of a function may lie beside it: `snapboot function cache`.
  if [ -z "$NODE_COMPILE_CACHE" ] && [ "$SNAPBOOT_BOOT" != plain ] && [ -d "$LAMBDA_TASK_ROOT/.snapboot/compile-cache" ]; then
    NODE_COMPILE_CACHE=$LAMBDA_TASK_ROOT/.snapboot/compile-cache NODE_COMPILE_CACHE_PORTABLE=1
    export NODE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE
  fi
}

start
