#include "child.h"
#include "signals.h"

enum { BY_SIGNAL = 0x7f, CANNOT_START = 127 };

static const int passed_on[] = {HUP, INT, QUIT, USR1, USR2, TERM};
enum { PASSED_ON = sizeof passed_on / sizeof *passed_on };

// A handler of signals gets nothing but the number.
static volatile long child;

static void pass_on(int signal) {
  if (child > 0) send_signal(child, signal);
}

static void handle_all(void (*handler)(int)) {
  for (int index = 0; index < PASSED_ON; index++) handle_signal(passed_on[index], handler);
}

// No signal is lost between the two: all wait until each process can do with them what it should.
static void start_child(const char *const *arguments, char *const *variables) {
  u64 before = set_blocked_signals(~0ul);
  handle_all(pass_on);
  child = fork_process();
  if (child != 0) {
    set_blocked_signals(before);
    return;
  }
  handle_all(0);
  set_blocked_signals(before);
  execute(arguments[0], (char *const *)arguments, variables);
  end_process(CANNOT_START);
}

int run_child(const char *const *arguments, char *const *variables) {
  int status = CANNOT_START << 8;
  // Where it was ignored, the system would keep no status.
  handle_signal(CHILD, 0);
  start_child(arguments, variables);
  if (child > 0)
    while (wait_for(child, &status) == INTERRUPTED) {}
  child = 0;
  handle_all(0);
  return status;
}

int exit_code_of(int status) { return status & BY_SIGNAL ? 128 + (status & BY_SIGNAL) : status >> 8 & 0xff; }

_Noreturn void end_as(int status) {
  // Whoever started this process sees the signal that has ended Node.js as its own end.
  if (status & BY_SIGNAL) {
    handle_signal(status & BY_SIGNAL, 0);
    send_signal(own_process(), status & BY_SIGNAL);
  }
  end_process(exit_code_of(status));
}
