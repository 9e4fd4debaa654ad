// How large the heap may become.
#ifndef HEAP_FLAGS_H
#define HEAP_FLAGS_H
#include "arguments.h"
#include "variables.h"

// The heap gets the same share of the memory as on the managed runtimes, the headers of HTTP the same room.
void add_heap_flags(struct room *room, const struct variables *variables, struct arguments *arguments);
#endif
