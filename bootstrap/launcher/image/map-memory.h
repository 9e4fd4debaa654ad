// The memory of an image.
#ifndef MAP_MEMORY_H
#define MAP_MEMORY_H
#include "../given.h"
#include "image-file.h"

// Whether the kernel has put something of this process where the image has something.
int clashes(const struct given *given, const struct image *image);

// Maps all memory; says why not.
const char *map_memory(struct image *image);
#endif
