// The memory of the function.
#ifndef MEMORY_SIZE_H
#define MEMORY_SIZE_H
#include "variables.h"

// In MB, or 0 where it is not told.
u64 memory_size_of(const struct variables *variables);

// What of it the heap gets, in MB: the same share as on the managed runtimes, for old objects and for half of the young.
static inline u64 old_space_of(u64 memory) { return memory - memory / 10; }
static inline u64 young_space_of(u64 memory) { return memory / 20; }
#endif
