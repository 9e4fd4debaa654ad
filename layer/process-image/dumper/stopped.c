#include "stopped.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "calm.h"
#include "processor.h"

// Below the stack of the main thread, beyond what a leaf function may use there.
enum { SCRATCH_BELOW = 4096, SCRATCH_BYTES = 64, SIGNAL_SET_BYTES = 8 };

static int open_of(struct dump *dump, const char *name, int how) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", dump->process, name);
  int file = open(path, how | O_CLOEXEC);
  if (file < 0) fail(dump, "%s cannot be opened (%s)", path, strerror(errno));
  return file;
}

void open_memory(struct dump *dump) {
  dump->memory = open_of(dump, "mem", O_RDWR);
  dump->pages = open_of(dump, "pagemap", O_RDONLY);
}

static void stop(struct dump *dump, pid_t thread) {
  int status;
  if (ptrace(PTRACE_SEIZE, thread, 0, 0) < 0 || ptrace(PTRACE_INTERRUPT, thread, 0, 0) < 0)
    fail(dump, "thread %d cannot be stopped (%s)", thread, strerror(errno));
  if (waitpid(thread, &status, __WALL) < 0 || !WIFSTOPPED(status)) fail(dump, "thread %d has ended", thread);
}

void stop_threads(struct dump *dump) {
  int before = dump->thread_count;
  for (int index = 0; index < before; index++) stop(dump, dump->threads[index]);
  pid_t threads[MOST_THREADS];
  memcpy(threads, dump->threads, sizeof threads);
  list_threads(dump);
  if (dump->thread_count != before) fail(dump, "it has started a thread while it was stopped");
  // In the order in which their system calls were noted.
  memcpy(dump->threads, threads, sizeof threads);
}

// Has the main thread make a system call, and leaves its registers as they were.
static long call_there(struct dump *dump, long number, long a, long b, long c, long d) {
  struct registers before, given;
  int status;
  read_registers(dump, dump->process, &before);
  given = before;
  set_call(&given, number, a, b, c, d);
  write_registers(dump, dump->process, &given);
  if (ptrace(PTRACE_SINGLESTEP, dump->process, 0, 0) < 0 || waitpid(dump->process, &status, __WALL) < 0)
    fail(dump, "it makes no system call (%s)", strerror(errno));
  read_registers(dump, dump->process, &given);
  write_registers(dump, dump->process, &before);
  return result_of(&given);
}

static void note_action(struct dump *dump, int signal, uint64_t scratch) {
  if (call_there(dump, SYS_rt_sigaction, signal, 0, (long)scratch, SIGNAL_SET_BYTES) != 0)
    fail(dump, "what it does on signal %d is not to be had", signal);
  read_memory(dump, scratch, &dump->actions[signal - 1], sizeof(struct image_action));
}

void note_actions(struct dump *dump) {
  struct registers registers;
  unsigned char before[SCRATCH_BYTES];
  read_registers(dump, dump->process, &registers);
  uint64_t scratch = (stack_of(&registers) - SCRATCH_BELOW) & ~63ul;
  read_memory(dump, scratch, before, sizeof before);
  for (int signal = 1; signal <= IMAGE_SIGNALS; signal++) note_action(dump, signal, scratch);
  dump->header.actions.count = IMAGE_SIGNALS;
  dump->header.umask = (uint32_t)call_there(dump, SYS_umask, 022, 0, 0, 0);
  if (pwrite(dump->memory, before, sizeof before, (off_t)scratch) != sizeof before)
    fail(dump, "its memory cannot be written (%s)", strerror(errno));
}
