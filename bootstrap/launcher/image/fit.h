// Whether an image can be used here.
#ifndef FIT_H
#define FIT_H
#include "../given.h"
#include "../start.h"
#include "image-file.h"

// Why it cannot, as a text for people; nothing where it can. Opens Node.js on the way.
const char *why_image_unfit(struct start *start, const struct given *given, struct image *image);
#endif
