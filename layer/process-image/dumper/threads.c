#include "threads.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include "processor.h"

enum { PLACES = STORAGE_SPAN / sizeof(uint32_t) };

// The id of a thread in its own namespace: the last one of the line.
static uint32_t id_inside(struct dump *dump, pid_t thread) {
  char name[64], line[256];
  uint32_t id = 0;
  snprintf(name, sizeof name, "task/%d/status", thread);
  FILE *file = open_fact(dump, name);
  if (!file) fail(dump, "thread %d has ended", thread);
  while (fgets(line, sizeof line, file)) {
    if (strncmp(line, "NSpid:", 6) != 0) continue;
    for (char *number = strtok(line + 6, "\t \n"); number; number = strtok(0, "\t \n")) id = (uint32_t)atoi(number);
  }
  fclose(file);
  return id;
}

// An id is a small number, which stands in other places by chance: what counts is the place where all have theirs.
static void rule_out(struct dump *dump, int index, uint64_t storage, char *others) {
  uint32_t found[PLACES];
  uint32_t id = id_inside(dump, dump->threads[index]);
  read_memory(dump, storage - STORAGE_BEFORE, found, sizeof found);
  for (int place = 0; place < (int)PLACES; place++)
    if (found[place] != id) others[place] = 1;
}

static int only_place(struct dump *dump, const char *others) {
  int found = -1;
  for (int place = 0; place < (int)PLACES; place++) {
    if (others[place]) continue;
    if (found >= 0) fail(dump, "the ids of its threads stand in more than one place");
    found = place;
  }
  if (found < 0) fail(dump, "the ids of its threads stand nowhere: its C library is not glibc");
  return found;
}

static void note_name(struct dump *dump, pid_t thread, char *name, size_t room) {
  char path[64];
  snprintf(path, sizeof path, "task/%d/comm", thread);
  FILE *file = open_fact(dump, path);
  if (!file || !fgets(name, (int)room, file)) fail(dump, "thread %d has no name", thread);
  name[strcspn(name, "\n")] = 0;
  fclose(file);
}

static void fail_with_children(struct dump *dump, pid_t thread) {
  char path[64];
  int child;
  snprintf(path, sizeof path, "task/%d/children", thread);
  FILE *file = open_fact(dump, path);
  if (file && fscanf(file, "%d", &child) == 1) fail(dump, "it has a child process (%d), which an image cannot have", child);
  if (file) fclose(file);
}

static void note_thread(struct dump *dump, int index, char *others) {
  pid_t thread = dump->threads[index];
  fail_with_children(dump, thread);
  struct image_thread *noted = &dump->image_threads[index];
  struct registers registers;
  uint64_t blocked;
  read_registers(dump, thread, &registers);
  wind_back(&registers);
  if (ptrace(PTRACE_GETSIGMASK, thread, sizeof blocked, &blocked) < 0)
    fail(dump, "the signals that thread %d blocks are not to be had (%s)", thread, strerror(errno));
  if (make_frame(dump, thread, &registers, blocked, dump->frames[index]) > FRAME_ROOM)
    fail(dump, "the state of thread %d is larger than expected", thread);
  noted->storage = storage_of(dump, thread, &registers);
  note_name(dump, thread, noted->name, sizeof noted->name);
  rule_out(dump, index, noted->storage, others);
}

void note_threads(struct dump *dump) {
  char others[PLACES] = {0};
  for (int index = 0; index < dump->thread_count; index++) note_thread(dump, index, others);
  uint64_t place = (uint64_t)only_place(dump, others) * sizeof(uint32_t);
  for (int index = 0; index < dump->thread_count; index++) {
    struct image_thread *noted = &dump->image_threads[index];
    noted->id_at = noted->storage - STORAGE_BEFORE + place;
  }
  dump->header.threads.count = (uint32_t)dump->thread_count;
}
