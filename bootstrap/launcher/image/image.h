// A start from a process image.
#ifndef IMAGE_H
#define IMAGE_H
#include "../given.h"
#include "../start.h"

// Brings back the process of the image that fits: of the function, else of the layer. Comes back where none does, and has
// said why in one line.
void start_from_image(struct start *start, const struct given *given, const char *script);
#endif
