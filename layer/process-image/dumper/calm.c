#include "calm.h"
#include <dirent.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "processor.h"

enum { LOOK_EVERY_US = 10000, CALM_LOOKS = 20 };

void list_threads(struct dump *dump) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", dump->process);
  DIR *folder = opendir(path);
  dump->thread_count = 0;
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (entry->d_name[0] == '.') continue;
    if (dump->thread_count == MOST_THREADS) fail(dump, "it has more than %d threads", MOST_THREADS);
    int at = dump->thread_count++;
    dump->threads[at] = atoi(entry->d_name);
    if (dump->threads[at] != dump->process) continue;
    dump->threads[at] = dump->threads[0];
    dump->threads[0] = dump->process;
  }
  closedir(folder);
}

// The system call that a thread sleeps in, and the first thing that it has given it; -1 where it runs.
static int call_of(struct dump *dump, pid_t thread, unsigned long *first) {
  char name[64];
  int call = -1;
  snprintf(name, sizeof name, "task/%d/syscall", thread);
  FILE *file = open_fact(dump, name);
  if (!file) return -1;
  if (fscanf(file, "%d %lx", &call, first) != 2) call = -1;
  fclose(file);
  return call;
}

static int is_asleep(struct dump *dump) {
  for (int index = 0; index < dump->thread_count; index++) {
    unsigned long first = 0;
    int call = dump->calls[index] = call_of(dump, dump->threads[index], &first);
    if (index == 0 && (call != SYS_read || first != IMAGE_WAKE_DESCRIPTOR)) return 0;
    if (index > 0 && call != SYS_read && call != SYS_futex && !is_poll(call)) return 0;
  }
  return dump->thread_count > 0;
}

static void fail_if_ended(struct dump *dump) {
  int status;
  if (waitpid(dump->process, &status, WNOHANG) != dump->process) return;
  pid_t ended = dump->process;
  dump->process = 0;
  if (WIFEXITED(status)) fail(dump, "process %d ended with %d before it slept", ended, WEXITSTATUS(status));
  fail(dump, "process %d was ended by signal %d before it slept", ended, WTERMSIG(status));
}

void wait_until_calm(struct dump *dump) {
  for (int calm = 0; calm < CALM_LOOKS;) {
    usleep(LOOK_EVERY_US);
    fail_if_ended(dump);
    list_threads(dump);
    calm = is_asleep(dump) ? calm + 1 : 0;
  }
}
