#include "child.h"
#include "system.h"

// Linux, include/uapi/asm-generic/signal.h
enum { HUP = 1, INT = 2, QUIT = 3, USR1 = 10, USR2 = 12, TERM = 15 };
enum { RESTART = 0x10000000, BY_SIGNAL = 0x7f, CANNOT_START = 127, SIGNAL_SET_BYTES = 8 };

static const int passed_on[] = {HUP, INT, QUIT, USR1, USR2, TERM};
enum { PASSED_ON = sizeof passed_on / sizeof *passed_on };

// As the kernel has it, not the C library.
struct signal_action {
  void (*handler)(int);
  u64 flags;
  void (*back)(void);
  u64 mask;
};

SIGNAL_RETURN;
void return_from_signal(void);

// A handler of signals gets nothing but the number.
static volatile long child;

static void pass_on(int signal) {
  if (child > 0) send_signal(child, signal);
}

static void handle(int signal, void (*handler)(int)) {
  struct signal_action action = {handler, RESTART | SIGNAL_FLAGS_OF_PROCESSOR, return_from_signal, 0};
  system_call(CALL_RT_SIGACTION, signal, (long)&action, 0, SIGNAL_SET_BYTES, 0, 0);
}

static void handle_all(void (*handler)(int)) {
  for (int index = 0; index < PASSED_ON; index++) handle(passed_on[index], handler);
}

int run_child(const char *const *arguments, char *const *variables) {
  int status = CANNOT_START << 8;
  child = fork_process();
  if (child == 0) {
    execute(arguments[0], (char *const *)arguments, variables);
    end_process(CANNOT_START);
  }
  handle_all(pass_on);
  if (child > 0)
    while (wait_for(child, &status) == INTERRUPTED) {}
  handle_all(0);
  return status;
}

int exit_code_of(int status) { return status & BY_SIGNAL ? 128 + (status & BY_SIGNAL) : status >> 8 & 0xff; }

_Noreturn void end_as(int status) {
  // Whoever started this process sees the signal that has ended Node.js as its own end.
  if (status & BY_SIGNAL) {
    handle(status & BY_SIGNAL, 0);
    send_signal(own_process(), status & BY_SIGNAL);
  }
  end_process(exit_code_of(status));
}
