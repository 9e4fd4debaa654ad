#include "calm.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "processor.h"

// How long it may take until the main thread sleeps, and the others after it.
enum { LOOK_EVERY_US = 10000, CALM_LOOKS = 20, MOST_LOOKS = 10000, MOST_LOOKS_BEHIND_MAIN = 1000 };

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

static int sleeps_well(struct dump *dump, int index) {
  unsigned long first = 0;
  int call = dump->calls[index] = call_of(dump, dump->threads[index], &first);
  if (index == 0) return call == SYS_read && first == IMAGE_WAKE_DESCRIPTOR;
  return call == SYS_read || call == SYS_futex || is_poll(call);
}

// The first thread that does not sleep, or how many there are.
static int first_awake(struct dump *dump) {
  int index = 0;
  while (index < dump->thread_count && sleeps_well(dump, index)) index++;
  return index;
}

_Noreturn static void fail_awake(struct dump *dump, int index) {
  char path[64], name[16] = "";
  snprintf(path, sizeof path, "task/%d/comm", dump->threads[index]);
  FILE *file = open_fact(dump, path);
  if (!file || !fgets(name, sizeof name, file)) name[0] = 0;
  if (file) fclose(file);
  name[strcspn(name, "\n")] = 0;
  if (dump->calls[index] < 0) fail(dump, "thread %d (%s) does not sleep: it runs", dump->threads[index], name);
  fail(dump, "thread %d (%s) does not sleep: it is in system call %d", dump->threads[index], name, dump->calls[index]);
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
  for (int calm = 0, looks = 0, behind_main = 0; calm < CALM_LOOKS; looks++) {
    usleep(LOOK_EVERY_US);
    fail_if_ended(dump);
    list_threads(dump);
    int awake = first_awake(dump);
    behind_main = awake > 0 ? behind_main + 1 : 0;
    calm = awake > 0 && awake == dump->thread_count ? calm + 1 : 0;
    if (calm == 0 && dump->thread_count > 0 && (looks > MOST_LOOKS || behind_main > MOST_LOOKS_BEHIND_MAIN))
      fail_awake(dump, awake);
  }
}
