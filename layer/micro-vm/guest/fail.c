#include "fail.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <termios.h>
#include <unistd.h>

#define NOT_STARTED 127

// A machine that is told not to start again ends instead; not all of them know how to switch themselves off.
_Noreturn void end_machine(void) {
  tcdrain(STDOUT_FILENO);
  reboot(RB_AUTOBOOT);
  for (;;) pause();
}

_Noreturn void fail(const char *what, const char *detail) {
  dprintf(STDERR_FILENO, "init: %s %s: %s\n", what, detail, strerror(errno));
  if (getpid() != 1) _exit(NOT_STARTED);
  end_machine();
}
