// A start from a process image.
#ifndef IMAGE_H
#define IMAGE_H
#include "../given.h"
#include "../start.h"

// Brings back the process of the first image that fits: of the function, of the layer with the AWS SDK, of the launcher's
// own layer. Comes back where none does. Has said in one line why the first that is there is not used.
void start_from_image(struct start *start, const struct given *given, const char *script);
#endif
