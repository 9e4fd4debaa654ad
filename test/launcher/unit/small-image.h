// An image of a process that was small: two maps, two threads, a pipe and a file. All that it says of itself can be.
#ifndef SMALL_IMAGE_H
#define SMALL_IMAGE_H
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "image/image-checksum.h"
#include "image/image-file.h"

enum { SMALL_HEADER_BYTES = 16 << 10, SMALL_FILE_BYTES = IMAGE_PAGES_AT + PAGE_BYTES, SMALL_NODE_BYTES = 5000 };

#define SMALL_MAP 0x2aaa00000000ul
#define SMALL_VDSO 0x2aab00000000ul

// Entries are copied behind what is there, from where the header can be reached in whole words of a cache.
static inline void set_table(struct image_header *header, struct image_table *table, const void *from, u64 entry_bytes,
                             u32 count) {
  if (!header->header_bytes) header->header_bytes = 256 + 2 * IMAGE_FRAME_BYTES;
  *table = (struct image_table){header->header_bytes, count};
  memcpy((char *)header + table->at, from, entry_bytes * count);
  header->header_bytes += (u32)(entry_bytes * count + 63) / 64 * 64;
}

#define SET_TABLE(header, name, entries) \
  set_table(header, &(header)->name, entries, sizeof *(entries), sizeof(entries) / sizeof *(entries))

// In memory that ends with it.
static inline struct image_header *small_image(void) {
  struct image_header *header = calloc(1, SMALL_HEADER_BYTES);
  const struct image_map maps[] = {{SMALL_MAP, 2 * PAGE_BYTES, 0, 5, FROM_NODE},
                                   {SMALL_MAP + 2 * PAGE_BYTES, PAGE_BYTES, IMAGE_PAGES_AT, 3, FROM_IMAGE},
                                   {SMALL_MAP + 4 * PAGE_BYTES, PAGE_BYTES, 0, 3, FROM_NOTHING}};
  const struct image_thread threads[] = {{.frame = 256, .name = "node"},
                                         {.frame = 256 + IMAGE_FRAME_BYTES, .name = "worker"}};
  const struct image_descriptor descriptors[] = {{.kind = A_PIPE, .number = 64, .other = 65, .value = 1},
                                                 {.kind = A_FILE, .number = 66, .other = -1, .text = 1}};
  const struct image_watch watches[] = {{67, 64, 1, 0, 64}};
  const struct image_vdso_function functions[] = {{SMALL_VDSO + 64, "__vdso_time"}};
  const struct image_action actions[IMAGE_SIGNALS] = {{0}};
  const struct image_word words[] = {{SMALL_MAP + 2 * PAGE_BYTES, RANDOM_BITS, 2}};
  const struct image_range written[] = {{SMALL_MAP + 2 * PAGE_BYTES, PAGE_BYTES}};
  const char text[] = "x/dev/null";
  *header = (struct image_header){.magic = IMAGE_MAGIC, .format = IMAGE_FORMAT, .file_bytes = SMALL_FILE_BYTES,
                                  .node_bytes = SMALL_NODE_BYTES, .vdso = SMALL_VDSO, .vdso_bytes = PAGE_BYTES};
  SET_TABLE(header, maps, maps);
  SET_TABLE(header, threads, threads);
  SET_TABLE(header, descriptors, descriptors);
  SET_TABLE(header, watches, watches);
  SET_TABLE(header, vdso_functions, functions);
  SET_TABLE(header, actions, actions);
  SET_TABLE(header, words, words);
  SET_TABLE(header, written, written);
  SET_TABLE(header, records, text);
  SET_TABLE(header, text, text);
  return realloc(header, header->header_bytes);
}

// The first entry of a table.
#define ENTRY_OF(header, type, name) ((struct type *)((char *)(header) + (header)->name.at))

static inline void seal(struct image_header *header) {
  header->checksum = 0;
  header->checksum = checksum_of(checksum_begins, header, header->header_bytes);
}
#endif
