#!/bin/sh
# Lambda starts this file. It starts Node.js with the runtime, both beside it, wherever that is.
# No child process: each costs a cold start about a millisecond.
case $0 in /*) here=${0%/*} ;; */*) here=$PWD/${0%/*} ;; *) here=$PWD ;; esac

# The heap gets the same share of the memory as on the managed runtimes, the headers of HTTP the same room.
# A flag would win over NODE_OPTIONS, so none is set that the user has set there.
set --
memory=$AWS_LAMBDA_FUNCTION_MEMORY_SIZE
case $memory in
  '' | 0* | *[!0-9]* | ????????*) ;;
  *)
    case $NODE_OPTIONS in *max?old?space?size*) ;; *) set -- "--max-old-space-size=$((memory - memory / 10))" ;; esac
    case $NODE_OPTIONS in *max?semi?space?size*) ;; *) set -- "$@" "--max-semi-space-size=$((memory / 20))" ;; esac
    ;;
esac
case $NODE_OPTIONS in *max?http?header?size*) ;; *) set -- "$@" --max-http-header-size=81920 ;; esac

NODE_PATH=${NODE_PATH:+$NODE_PATH:}/opt/nodejs/node@NODE_MAJOR@/node_modules:/opt/nodejs/node_modules
TMPDIR=${TMPDIR:-/tmp}
PATH=$here/bin:$PATH
export NODE_PATH TMPDIR PATH
# Lambda looks in the lib beside this file anyway, unless the function's own LD_LIBRARY_PATH leaves it out; others do not.
case :$LD_LIBRARY_PATH: in
  *:"$here/lib":*) ;;
  *)
    if [ -e "$here/lib/libatomic.so.1" ]; then
      LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib
      export LD_LIBRARY_PATH
    fi
    ;;
esac
# What Node.js has compiled of a function may lie beside it: `snapboot function cache`.
if [ -z "$NODE_COMPILE_CACHE" ] && [ -d "$LAMBDA_TASK_ROOT/.snapboot/compile-cache" ]; then
  NODE_COMPILE_CACHE=$LAMBDA_TASK_ROOT/.snapboot/compile-cache NODE_COMPILE_CACHE_PORTABLE=1
  export NODE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE
fi
set -- "$here/bin/node" "$@" "$here/snapboot/runtime.cjs"

# A function that was built with a snapshot says here what that needs. Node.js is a child then: where it ends before the
# function waits for its first event, while the mark is still there, the function starts in the ordinary way.
boot=$LAMBDA_TASK_ROOT/.snapboot/boot.sh
if [ -f "$boot" ]; then
  node=@NODE_VERSION@ architecture=@ARCHITECTURE@ mark=$TMPDIR/.snapboot-waking-$$
  . "$boot"
  [ -n "$unfit" ] || { echo >"$mark"; } 2>/dev/null || unfit="$TMPDIR cannot be written"
  if [ -z "$unfit" ]; then
    program=$1
    shift
    SNAPBOOT_SNAPSHOT_MARK=$mark "$program" --snapshot-blob "$snapshot" "$@" <&0 &
    child=$!
    for signal in HUP INT QUIT USR1 USR2 TERM; do trap "kill -$signal $child" $signal; done
    # A signal ends a wait; and some shells tell on stderr how a child has ended.
    while wait $child; status=$?; kill -0 $child; do :; done 2>/dev/null
    trap - HUP INT QUIT USR1 USR2 TERM
    if [ ! -e "$mark" ]; then
      # Whoever started this process sees the signal that has ended Node.js as its own end.
      case $status in 134 | 137 | 139 | 143) kill -$((status - 128)) $$ ;; esac
      exit $status
    fi
    rm -f "$mark"
    set -- "$program" "$@"
    unfit="Node.js ended with $status"
  fi
  echo "snapboot: the snapshot is not used, the function starts without it: $unfit" >&2
fi

wrapper=$AWS_LAMBDA_EXEC_WRAPPER
[ -z "$wrapper" ] && exec "$@"
[ -f "$wrapper" ] || { echo "$wrapper: does not exist" >&2; exit 127; }
[ -x "$wrapper" ] || { echo "$wrapper: is not an executable" >&2; exit 126; }
exec "$wrapper" "$@"
