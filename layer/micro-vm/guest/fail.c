#include "fail.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <termios.h>
#include <unistd.h>

#define NOT_STARTED 127

static void mute_kernel(void) {
  int level = open("/proc/sys/kernel/printk", O_WRONLY | O_CLOEXEC);
  dprintf(level, "0");
  close(level);
}

// A machine that is told not to start again ends instead; not all of them know how to switch themselves off.
_Noreturn void end_machine(void) {
  mute_kernel();
  tcdrain(STDOUT_FILENO);
  reboot(RB_AUTOBOOT);
  for (;;) pause();
}

_Noreturn void fail(const char *what, const char *detail) {
  const char *reason = errno ? strerror(errno) : NULL;
  dprintf(STDERR_FILENO, "init: %s %s%s%s\n", what, detail, reason ? ": " : "", reason ? reason : "");
  if (getpid() != 1) _exit(NOT_STARTED);
  end_machine();
}
