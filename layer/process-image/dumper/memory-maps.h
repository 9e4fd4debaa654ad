// The memory of the process.
#ifndef MEMORY_MAPS_H
#define MEMORY_MAPS_H
#include "dumper.h"

// Copies /proc/…/maps to a file: which program and which libraries lie where.
void copy_maps(struct dump *dump, const char *file);

// Notes all maps, and writes the pages that are not zero and not the program's own.
void note_memory(struct dump *dump, FILE *image);
#endif
