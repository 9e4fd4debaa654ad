// What the parts of the dumper share.
#ifndef DUMPER_H
#define DUMPER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include "image-format.h"

enum { MOST_THREADS = 64, MOST_MAPS = 8192, MOST_DESCRIPTORS = 512, MOST_WATCHES = 512, MOST_VDSO_FUNCTIONS = 32 };
enum { MOST_TEXT = 64 << 10, DUMPED_PAGE = 4096, FRAME_ROOM = IMAGE_FRAME_BYTES };

// The process that is dumped, and what has been learnt of it.
struct dump {
  pid_t process; // its id here; it has another one in its own namespace
  int memory, pages; // /proc/…/mem and /proc/…/pagemap
  const char *node;  // path of its program as /proc/…/maps has it
  pid_t threads[MOST_THREADS];
  int calls[MOST_THREADS]; // the system call that each sleeps in
  int thread_count;
  uint64_t restarted; // nothing else is told from a system call that was cut short

  struct image_header header;
  struct image_map maps[MOST_MAPS];
  struct image_thread image_threads[MOST_THREADS];
  _Alignas(64) unsigned char frames[MOST_THREADS][FRAME_ROOM];
  struct image_descriptor descriptors[MOST_DESCRIPTORS];
  struct image_watch watches[MOST_WATCHES];
  struct image_vdso_function vdso_functions[MOST_VDSO_FUNCTIONS];
  struct image_action actions[IMAGE_SIGNALS];
  char text[MOST_TEXT];
};

// Ends the dumper and the process with one line: what was wrong, and what was found.
_Noreturn void fail(struct dump *dump, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Reads memory of the process, whole.
void read_memory(struct dump *dump, uint64_t address, void *into, size_t bytes);

// Opens a file below /proc/PROCESS.
FILE *open_fact(struct dump *dump, const char *name);

// The link at a path below /proc/PROCESS; its length, or -1.
ssize_t read_fact_link(struct dump *dump, const char *name, char *into, size_t room);

// Notes a text in the table of text: its offset there.
uint32_t note_text(struct dump *dump, const void *bytes, size_t count);
#endif
