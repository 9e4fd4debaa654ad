// Room of exactly so many bytes: the sanitizer sees the first one beyond.
#ifndef EXACT_ROOM_H
#define EXACT_ROOM_H
#include "text.h"
#include <stdlib.h>

static inline struct room exact_room(u64 bytes) {
  char *memory = calloc(1, bytes ? bytes : 1);
  return (struct room){memory, memory + bytes};
}
#endif
