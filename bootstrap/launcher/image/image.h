// A start from a process image.
#ifndef IMAGE_H
#define IMAGE_H
#include "../given.h"
#include "../start.h"

// Brings back the process of the function's image, or where that has none, of the layer's. Comes back where it does not fit,
// and has said why in one line.
void start_from_image(struct start *start, const struct given *given, const char *script);
#endif
