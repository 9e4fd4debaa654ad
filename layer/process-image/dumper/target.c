#include "target.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// How far below the highest id there is the process gets its own: its threads take the ones above.
enum { IDS_ABOVE = 256, DRAWN_IDS = 4096, CANNOT_START = 127 };

// Monotonic time begins within the first second there, so it is later wherever the image is brought back.
static void restart_time(struct dump *dump) {
  struct timespec now;
  if (unshare(CLONE_NEWTIME) < 0) fail(dump, "there is no namespace for time (%s)", strerror(errno));
  clock_gettime(CLOCK_MONOTONIC, &now);
  FILE *offsets = fopen("/proc/self/timens_offsets", "we");
  if (!offsets) fail(dump, "time cannot be set (%s)", strerror(errno));
  fprintf(offsets, "monotonic %ld 0\nboottime %ld 0\n", -now.tv_sec, -now.tv_sec);
  if (fclose(offsets) != 0) fail(dump, "time cannot be set (%s)", strerror(errno));
}

static long highest_id(void) {
  long highest = 0;
  FILE *file = fopen("/proc/sys/kernel/pid_max", "re");
  if (!file || fscanf(file, "%ld", &highest) != 1) highest = 32768;
  if (file) fclose(file);
  return highest;
}

static pid_t drawn_id(void) {
  unsigned short drawn = 0;
  if (getrandom(&drawn, sizeof drawn, 0) < 0) drawn = 0;
  return (pid_t)(highest_id() - IDS_ABOVE - drawn % DRAWN_IDS);
}

// A namespace of processes lives as long as its first one.
static void open_namespace(struct dump *dump) {
  if (unshare(CLONE_NEWPID) < 0) fail(dump, "there is no namespace for processes (%s)", strerror(errno));
  pid_t first = fork();
  if (first < 0) fail(dump, "no process can be started (%s)", strerror(errno));
  if (first > 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (;;) pause();
}

// io_uring, restartable sequences and protection keys are state that an image cannot have. Without brk all memory is
// mapped: what the launcher has for a heap lies elsewhere than that of the process.
static int refuse_calls(void) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ, SYS_brk, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ, SYS_io_uring_setup, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ, SYS_rseq, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ, SYS_pkey_alloc, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -1;
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

// Its own descriptors begin behind those that a start may have been given, and it has none that the build was given.
static int take_descriptors(int wake) {
  int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0 || dup2(wake, IMAGE_WAKE_DESCRIPTOR) < 0) return -1;
  for (int number = 3; number < IMAGE_WAKE_DESCRIPTOR; number++)
    if (dup2(nothing, number) < 0) return -1;
  return close_range(IMAGE_FIRST_DESCRIPTOR, ~0u, 0);
}

_Noreturn static void become(char **command, int wake) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // From the bottom of memory upwards, from a place that is drawn: no other process has anything there.
  personality(ADDR_COMPAT_LAYOUT);
  umask(IMAGE_USUAL_UMASK);
  if (take_descriptors(wake) == 0 && refuse_calls() == 0) execvp(command[0], command);
  fprintf(stderr, "dumper: %s cannot be started (%s)\n", command[0], strerror(errno));
  _exit(CANNOT_START);
}

void start_target(struct dump *dump, char **command) {
  int wake[2];
  restart_time(dump);
  open_namespace(dump);
  if (pipe2(wake, O_CLOEXEC) < 0) fail(dump, "there is no pipe (%s)", strerror(errno));
  pid_t id = drawn_id();
  struct clone_args asked = {.exit_signal = SIGCHLD, .set_tid = (uint64_t)&id, .set_tid_size = 1};
  long process = syscall(SYS_clone3, &asked, sizeof asked);
  if (process < 0) fail(dump, "a process with the id %d cannot be started (%s)", id, strerror(errno));
  if (process == 0) become(command, wake[0]);
  close(wake[0]);
  dump->process = (pid_t)process;
  dump->header.process = (uint64_t)id;
}
