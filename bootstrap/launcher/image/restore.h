// Becoming the process of an image.
#ifndef RESTORE_H
#define RESTORE_H
#include "../given.h"
#include "../start.h"
#include "image-file.h"

// Does not come back: where it fails, this program is started once more, without the image.
_Noreturn void restore(struct start *start, const struct given *given, struct image *image, const char *script);
#endif
