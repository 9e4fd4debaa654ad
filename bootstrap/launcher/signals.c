#include "signals.h"

enum { SET_MASK = 2, SIGNAL_SET_BYTES = 8 };

// As the kernel has it, not the C library.
struct signal_action {
  void (*handler)(int);
  u64 flags;
  void (*back)(void);
  u64 mask;
};

SIGNAL_RETURN;

void reset_signal(int signal) {
  struct signal_action action = {0, 0, 0, 0};
  system_call(CALL_RT_SIGACTION, signal, (long)&action, 0, SIGNAL_SET_BYTES, 0, 0);
}

u64 set_blocked_signals(u64 signals) {
  u64 before = 0;
  system_call(CALL_RT_SIGPROCMASK, SET_MASK, (long)&signals, (long)&before, SIGNAL_SET_BYTES, 0, 0);
  return before;
}
