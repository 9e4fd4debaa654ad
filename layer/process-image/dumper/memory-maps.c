#include "memory-maps.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "pages.h"
#include "vdso.h"

enum { LINE_BYTES = 4608, READ = 1, WRITE = 2, EXECUTE = 4 };
// How far the stack may grow where the kernel would let it.
#define STACK_BYTES (8ul << 20)

void copy_maps(struct dump *dump, const char *file) {
  FILE *from = open_fact(dump, "maps"), *to = fopen(file, "we");
  if (!from || !to) fail(dump, "%s cannot be written (%s)", file, strerror(errno));
  for (int byte; (byte = fgetc(from)) != EOF;) fputc(byte, to);
  fclose(from);
  if (fclose(to) != 0) fail(dump, "%s cannot be written (%s)", file, strerror(errno));
}

// A line of /proc/…/maps.
static struct area read_area(const char *line) {
  struct area area = {0};
  char access[8] = "";
  sscanf(line, "%lx-%lx %7s %lx %*s %*s %4095[^\n]", &area.begins, &area.ends, access, &area.offset, area.name);
  area.access = (access[0] == 'r' ? READ : 0) | (access[1] == 'w' ? WRITE : 0) | (access[2] == 'x' ? EXECUTE : 0);
  area.is_shared = access[3] == 's';
  return area;
}

static int begins_with(const char *text, const char *beginning) {
  return strncmp(text, beginning, strlen(beginning)) == 0;
}

// The part of the stack that was not touched yet; the kernel would make it grow.
static void note_room_of_stack(struct dump *dump, const struct area *area) {
  uint64_t begins = area->ends - STACK_BYTES;
  if (begins < area->begins)
    note_map(dump, (struct image_map){begins, area->begins - begins, 0, (unsigned)area->access, FROM_NOTHING});
}

static void note_area(struct dump *dump, FILE *image, const struct area *area) {
  // The kernel's own: every process has them.
  if (begins_with(area->name, "[vvar") || begins_with(area->name, "[vsyscall")) return;
  if (begins_with(area->name, "[vdso]")) return note_vdso(dump, area->begins, area->ends - area->begins);
  if (area->is_shared) fail(dump, "it shares memory (%s), which an image cannot have", area->name);
  if (begins_with(area->name, "[stack]")) note_room_of_stack(dump, area);
  note_pages(dump, image, area);
}

void note_memory(struct dump *dump, FILE *image) {
  static char line[LINE_BYTES];
  FILE *file = open_fact(dump, "maps");
  if (!file) fail(dump, "its memory is not to be seen (%s)", strerror(errno));
  while (fgets(line, sizeof line, file)) {
    struct area area = read_area(line);
    note_area(dump, image, &area);
  }
  fclose(file);
}
