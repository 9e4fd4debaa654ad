// dumper IMAGE NODE MAPS COMMAND…: runs a command until its main thread reads from descriptor 63 and all else of it
// sleeps, writes what the process consists of to IMAGE, and a copy of its /proc/…/maps to MAPS. Then the process ends.
// NODE is the file that its text comes from, as the process sees it. It takes root, or a namespace of users.
#include "dumper.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "calm.h"
#include "descriptors.h"
#include "facts-of-start.h"
#include "memory-maps.h"
#include "stopped.h"
#include "target.h"
#include "threads.h"
#include "write-image.h"

enum { OWN_ARGUMENTS = 4 };

static struct dump dump;

int main(int count, char **arguments) {
  if (count <= OWN_ARGUMENTS) fail(&dump, "usage: dumper IMAGE NODE MAPS COMMAND…");
  dump.node = arguments[2];
  start_target(&dump, arguments + OWN_ARGUMENTS);
  wait_until_calm(&dump);
  open_memory(&dump);
  stop_threads(&dump);
  note_start(&dump);
  note_threads(&dump);
  note_actions(&dump);
  note_descriptors(&dump);
  FILE *image = open_image(&dump, arguments[1]);
  copy_maps(&dump, arguments[3]);
  note_memory(&dump, image);
  write_tables(&dump, image);
  kill(dump.process, SIGKILL);
  return 0;
}

_Noreturn void fail(struct dump *dump, const char *format, ...) {
  va_list values;
  va_start(values, format);
  fprintf(stderr, "dumper: ");
  vfprintf(stderr, format, values);
  fprintf(stderr, "\n");
  va_end(values);
  if (dump->process > 0) kill(dump->process, SIGKILL);
  exit(1);
}

FILE *open_fact(struct dump *dump, const char *name) {
  char path[96];
  snprintf(path, sizeof path, "/proc/%d/%s", dump->process, name);
  return fopen(path, "re");
}

ssize_t read_fact_link(struct dump *dump, const char *name, char *into, size_t room) {
  char path[96];
  snprintf(path, sizeof path, "/proc/%d/%s", dump->process, name);
  ssize_t length = readlink(path, into, room - 1);
  if (length >= 0) into[length] = 0;
  return length;
}

void read_memory(struct dump *dump, uint64_t address, void *into, size_t bytes) {
  if (pread(dump->memory, into, bytes, (off_t)address) != (ssize_t)bytes)
    fail(dump, "its memory at %lx cannot be read (%s)", (unsigned long)address, strerror(errno));
}

uint32_t note_text(struct dump *dump, const void *bytes, size_t count) {
  struct image_table *text = &dump->header.text;
  if (text->count + count > MOST_TEXT) fail(dump, "the paths of its files and the contents of its pipes are too long");
  uint32_t at = text->count;
  memcpy(dump->text + at, bytes, count);
  text->count += (uint32_t)count;
  return at;
}
