#include "pages.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// Fewer pages of zeros than this stay in a stretch: a map costs more than they do.
enum { GAP_PAGES = 8, WRITE = 2, READ = 1 };
// Documentation/admin-guide/mm/pagemap.rst
#define IS_PRESENT(entry) ((entry) >> 63 & 1)
#define IS_SWAPPED(entry) ((entry) >> 62 & 1)
#define IS_OF_FILE(entry) ((entry) >> 61 & 1)

void note_map(struct dump *dump, struct image_map map) {
  if (map.bytes == 0) return;
  if (dump->header.maps.count == MOST_MAPS) fail(dump, "its memory is in more than %d pieces", MOST_MAPS);
  dump->maps[dump->header.maps.count++] = map;
}

static int is_zero(const unsigned char *page) {
  const uint64_t *words = (const uint64_t *)page;
  for (int index = 0; index < DUMPED_PAGE / 8; index++)
    if (words[index]) return 0;
  return 1;
}

static uint64_t *read_page_table(struct dump *dump, const struct area *area, uint64_t pages) {
  uint64_t *entries = malloc(pages * sizeof *entries);
  ssize_t bytes = (ssize_t)(pages * sizeof *entries);
  off_t at = (off_t)(area->begins / DUMPED_PAGE * sizeof *entries);
  if (!entries || pread(dump->pages, entries, (size_t)bytes, at) != bytes)
    fail(dump, "which of its pages are there is not to be had (%s)", strerror(errno));
  return entries;
}

static int is_unchanged(const uint64_t *entries, uint64_t pages) {
  for (uint64_t page = 0; page < pages; page++)
    if ((IS_PRESENT(entries[page]) && !IS_OF_FILE(entries[page])) || IS_SWAPPED(entries[page])) return 0;
  return 1;
}

// Reads the pages that there may be something in, and marks those where there is.
static void read_pages(struct dump *dump, const struct area *area, const uint64_t *entries, unsigned char *bytes, char *filled) {
  uint64_t pages = (area->ends - area->begins) / DUMPED_PAGE;
  for (uint64_t page = 0; page < pages; page++) {
    unsigned char *at = bytes + page * DUMPED_PAGE;
    uint64_t address = area->begins + page * DUMPED_PAGE;
    if (area->name[0] != '/' && !IS_PRESENT(entries[page]) && !IS_SWAPPED(entries[page])) continue;
    // Behind the end of its file there is nothing to be read.
    if (pread(dump->memory, at, DUMPED_PAGE, (off_t)address) != DUMPED_PAGE) continue;
    filled[page] = !is_zero(at);
  }
}

static uint64_t end_of_stretch(const char *filled, uint64_t from, uint64_t pages) {
  uint64_t last = from;
  for (uint64_t page = from; page < pages && page - last <= GAP_PAGES; page++)
    if (filled[page]) last = page;
  return last + 1;
}

static void write_stretch(struct dump *dump, FILE *image, const unsigned char *bytes, uint64_t pages) {
  if (fwrite(bytes, DUMPED_PAGE, pages, image) != pages) fail(dump, "the image cannot be written (%s)", strerror(errno));
  dump->header.file_bytes += pages * DUMPED_PAGE;
}

static void note_stretches(struct dump *dump, FILE *image, const struct area *area, const unsigned char *bytes,
                           const char *filled) {
  uint64_t pages = (area->ends - area->begins) / DUMPED_PAGE, end;
  for (uint64_t page = 0; page < pages; page = end) {
    struct image_map map = {.address = area->begins + page * DUMPED_PAGE, .access = (unsigned)area->access};
    end = page + 1;
    if (filled[page]) {
      end = end_of_stretch(filled, page, pages);
      map.source = FROM_IMAGE;
      map.offset = dump->header.file_bytes;
      write_stretch(dump, image, bytes + page * DUMPED_PAGE, end - page);
    } else {
      while (end < pages && !filled[end]) end++;
    }
    map.bytes = (end - page) * DUMPED_PAGE;
    note_map(dump, map);
  }
}

// Areas are reserved that are larger than any memory.
static unsigned char *mostly_empty(uint64_t bytes) {
  return mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

void note_pages(struct dump *dump, FILE *image, const struct area *area) {
  uint64_t pages = (area->ends - area->begins) / DUMPED_PAGE;
  uint64_t *entries = read_page_table(dump, area, pages);
  int is_program = strcmp(area->name, dump->node) == 0 && !(area->access & WRITE);
  if (is_program && is_unchanged(entries, pages)) {
    note_map(dump, (struct image_map){area->begins, area->ends - area->begins, area->offset, (unsigned)area->access, FROM_NODE});
  } else {
    unsigned char *bytes = mostly_empty(pages * DUMPED_PAGE);
    char *filled = calloc(pages, 1);
    if (bytes == MAP_FAILED || !filled) fail(dump, "there is no memory for a copy of %lu pages", pages);
    read_pages(dump, area, entries, bytes, filled);
    note_stretches(dump, image, area, bytes, filled);
    munmap(bytes, pages * DUMPED_PAGE);
    free(filled);
  }
  free(entries);
}
