// What an image has open.
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H
#include "../start.h"
#include "image-file.h"

// Opens all of it anew, and what the process is woken by; says why not.
const char *open_descriptors(struct start *start, const struct image *image, const char *script);

// Closes what is mapped; the memory stays.
void close_image_files(struct image *image);
#endif
