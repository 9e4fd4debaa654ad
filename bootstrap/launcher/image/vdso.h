// The functions that the kernel gives to every process, where the image has them.
#ifndef VDSO_H
#define VDSO_H
#include "image-file.h"

// `vdso` is where this process has its own; 0 where it has none, and then each function of the image says so.
void restore_vdso(const struct image *image, u64 vdso);
#endif
