// Calls of the C library that would find pages of a file where there were pages of nothing.
#ifndef HOOKS_H
#define HOOKS_H
#include "image-file.h"

// Has the two functions of this module, to which the C library in the image jumps, know the image.
void hook_memory_calls(const struct image *image);
#endif
