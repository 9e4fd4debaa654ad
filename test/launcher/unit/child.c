#include "child.h"
#include "expect.h"
#include "signals.h"

static long fork_result = 1;

long system_call(long number, long a, long b, long c, long d, long e, long f) {
  if (number == CALL_CLONE && fork_result < 0) return fork_result;
  return kernel_call(number, a, b, c, d, e, f);
}

static int run_program(const char *program, const char *option, const char *text, const char *file) {
  char *variables[] = {0};
  return exit_code_of(run_child((const char *const[]){program, option, text, file, 0}, variables));
}

static int run(const char *script) { return run_program("/bin/sh", "-c", script, 0); }

static void codes(void) {
  EXPECT(run("exit 0") == 0 && run("exit 255") == 255);
  EXPECT(run("kill -9 $$") == 137 && run("kill -15 $$") == 143);
}

static void not_there(void) {
  EXPECT(run_program("/nowhere/node", 0, 0, 0) == 127);
}

static void no_process(void) {
  fork_result = TRY_AGAIN;
  EXPECT(run("exit 0") == 127);
}

static void ignored(void) {
  handle_signal(CHILD, (void (*)(int))1);
  EXPECT(run("exit 7") == 7);
}

static void passed_on(void) {
  EXPECT(run("trap 'exit 9' TERM; kill -TERM $PPID; n=0; while [ $n -lt 9999999 ]; do n=$((n+1)); done") == 9);
  EXPECT(run("trap 'exit 9' USR2; kill -USR2 $PPID; n=0; while [ $n -lt 9999999 ]; do n=$((n+1)); done") == 9);
}

static void blocked(void) {
  u64 hup_and_term = 1u << (HUP - 1) | 1u << (TERM - 1);
  set_blocked_signals(hup_and_term);
  EXPECT(run_program("/bin/grep", "-q", "SigBlk:.*0000004001", "/proc/self/status") == 0);
  EXPECT(set_blocked_signals(0) == hup_and_term);
}

TESTS({"the code is that of the child, as a shell has it", codes},
      {"a program that is not there ends with 127", not_there},
      {"so does one for which there is no process", no_process},
      {"the status is told also where the ends of children were ignored", ignored},
      {"signals are passed on to the child", passed_on},
      {"which signals are blocked is the same in the child, and afterwards", blocked})
