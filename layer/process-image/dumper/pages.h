// The pages of an area of memory.
#ifndef PAGES_H
#define PAGES_H
#include "dumper.h"

struct area {
  uint64_t begins, ends, offset;
  int access, is_shared;
  char name[4096];
};

void note_map(struct dump *dump, struct image_map map);

// Notes an area as maps: stretches of pages that are written to the image, and what is zero between them. An area of the
// program's file that was never changed stays a part of that file.
void note_pages(struct dump *dump, FILE *image, const struct area *area);
#endif
